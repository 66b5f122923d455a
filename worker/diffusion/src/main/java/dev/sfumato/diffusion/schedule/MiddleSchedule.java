package dev.sfumato.diffusion.schedule;

import java.util.Arrays;

/** Schedules of the second-order classes that evaluate the model between two levels. */
final class MiddleSchedule {

    private MiddleSchedule() {}

    /** KDPM2 and its ancestral form: every second call at the geometric middle of its step. */
    static Schedule kdpm2(
            SchedulerConfig config, double[] timesteps, double[] sigmas, TrainingNoise noise) {
        boolean ancestral = config.kind() == SchedulerKind.KDPM2_ANCESTRAL;
        boolean karras = config.flag("use_karras_sigmas");
        double[] own = karras ? Arrays.stream(timesteps).map(Math::rint).toArray() : timesteps;
        int n = own.length;
        double[] middles = ancestral ? downwardMiddles(sigmas) : middles(sigmas);
        var fed = new double[2 * n - 1];
        for (int i = 0; i < fed.length; i++) {
            int middle = ancestral ? i / 2 : i / 2 + 1;
            fed[i] = i % 2 == 0 ? own[i / 2] : noise.timestepOf(middles[middle]);
        }
        boolean single = !SigmaSpacing.applies(config);
        return new Schedule(
                single ? Spacing.single(fed) : fed,
                padded(sigmas),
                padded(middles),
                SigmaSchedule.initial(config, sigmas));
    }

    /** At index i the middle of levels i - 1 and i; 0 at both ends. */
    private static double[] middles(double[] sigmas) {
        var out = new double[sigmas.length];
        for (int i = 1; i < sigmas.length; i++) {
            out[i] = (float) Math.sqrt(sigmas[i - 1] * sigmas[i]);
        }
        return out;
    }

    /** At index i the middle of level i and the level its ancestral step goes down to. */
    private static double[] downwardMiddles(double[] sigmas) {
        var out = new double[sigmas.length];
        for (int i = 0; i < sigmas.length - 2; i++) {
            double down = down((float) sigmas[i], (float) sigmas[i + 1]);
            out[i] = (float) Math.sqrt(sigmas[i] * down);
        }
        return out;
    }

    /**
     * Where an ancestral step from {@code sigma} to {@code next} arrives before adding noise. In
     * single precision, as in the reference: for few steps the difference cancels.
     */
    private static double down(float sigma, float next) {
        float variance = next * next * (sigma * sigma - next * next) / (sigma * sigma);
        float up = (float) Math.sqrt(variance);
        return (float) Math.sqrt(next * next - up * up);
    }

    private static double[] padded(double[] values) {
        double[] twice = SigmaSchedule.twiceAfterFirst(values);
        double[] out = Arrays.copyOf(twice, twice.length + 1);
        out[twice.length] = values[values.length - 1];
        return out;
    }

    /** DPMSolverSDE: like Heun's, but every second call at the middle of its step. */
    static Schedule sde(
            SchedulerConfig config, double[] timesteps, double[] sigmas, TrainingNoise noise) {
        double[] fed = SigmaSchedule.twiceAfterFirst(timesteps);
        for (int i = 1; i < fed.length; i += 2) {
            double middle = (Math.log(sigmas[i / 2]) + Math.log(sigmas[i / 2 + 1])) / 2;
            fed[i] = noise.timestepOf(Math.exp(middle));
        }
        double[] all = Spacing.single(sigmas, 0);
        return new Schedule(
                fed, SigmaSchedule.twiceInside(all), SigmaSchedule.initial(config, all));
    }
}
