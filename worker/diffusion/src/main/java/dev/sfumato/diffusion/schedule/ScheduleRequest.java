package dev.sfumato.diffusion.schedule;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a run asks of its schedule.
 *
 * @param steps number of steps; ignored where {@code timesteps} or {@code sigmas} are given
 * @param timesteps explicit timesteps, falling; empty to let the class space them
 * @param sigmas explicit noise levels; empty likewise. For Euler the final 0 belongs to them
 * @param mu resolution-dependent shift of flow matching
 * @param strength part of the schedule LCM and TCD keep, 0..1; other classes start later instead
 * @param originalSteps steps of the schedule a distilled model was trained on (LCM, TCD)
 */
public record ScheduleRequest(
        int steps,
        List<Double> timesteps,
        List<Double> sigmas,
        @Nullable Double mu,
        double strength,
        @Nullable Integer originalSteps) {

    public ScheduleRequest {
        timesteps = List.copyOf(timesteps);
        sigmas = List.copyOf(sigmas);
        if (!timesteps.isEmpty()) {
            steps = timesteps.size();
        } else if (!sigmas.isEmpty()) {
            steps = sigmas.size();
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        }
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be in 0..1, got " + strength);
        }
    }

    public static ScheduleRequest steps(int steps) {
        return new ScheduleRequest(steps, List.of(), List.of(), null, 1, null);
    }

    public static ScheduleRequest timesteps(List<Double> timesteps) {
        return new ScheduleRequest(timesteps.size(), timesteps, List.of(), null, 1, null);
    }

    public static ScheduleRequest sigmas(List<Double> sigmas) {
        return new ScheduleRequest(sigmas.size(), List.of(), sigmas, null, 1, null);
    }

    public ScheduleRequest withMu(double mu) {
        return new ScheduleRequest(steps, timesteps, sigmas, mu, strength, originalSteps);
    }

    public ScheduleRequest withStrength(double strength) {
        return new ScheduleRequest(steps, timesteps, sigmas, mu, strength, originalSteps);
    }

    public ScheduleRequest withOriginalSteps(int originalSteps) {
        return new ScheduleRequest(steps, timesteps, sigmas, mu, strength, originalSteps);
    }
}
