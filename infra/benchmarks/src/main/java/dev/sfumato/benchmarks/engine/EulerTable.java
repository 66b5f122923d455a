package dev.sfumato.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * Timesteps and noise levels of Euler's method (Karras et al. 2022, arXiv:2206.00364, algorithm 2
 * without churn), written a second time so that the loops it serves owe nothing to the engine.
 *
 * @param timesteps of each step, falling
 * @param sigmas of each step, falling, and a last 0
 * @param start what standard normal noise is multiplied with
 */
record EulerTable(List<Double> timesteps, List<Double> sigmas, double start) {
    /**
     * The table for a scheduler's configuration.
     *
     * @throws IllegalArgumentException for a schedule or spacing that the shipped and the made
     *     model don't have
     */
    static EulerTable of(JsonNode config, int steps) {
        double[] all = sigmas(config);
        String spacing = config.path("timestep_spacing").asText();
        List<Double> timesteps = timesteps(spacing, config, all.length, steps);
        List<Double> sigmas = new ArrayList<>();
        timesteps.forEach(timestep -> sigmas.add(all[timestep.intValue()]));
        sigmas.add(0.0);
        double most = sigmas.getFirst();
        double start = spacing.equals("leading") ? Math.sqrt(most * most + 1) : most;
        return new EulerTable(List.copyOf(timesteps), List.copyOf(sigmas), start);
    }

    private static double[] sigmas(JsonNode config) {
        var sigmas = new double[config.path("num_train_timesteps").asInt()];
        double from = config.path("beta_start").asDouble();
        double to = config.path("beta_end").asDouble();
        String schedule = config.path("beta_schedule").asText();
        double kept = 1;
        for (int i = 0; i < sigmas.length; i++) {
            double along = i / (sigmas.length - 1.0);
            kept *= 1 - beta(schedule, from, to, along);
            sigmas[i] = Math.sqrt((1 - kept) / kept);
        }
        return sigmas;
    }

    private static double beta(String schedule, double from, double to, double along) {
        return switch (schedule) {
            case "linear" -> from + along * (to - from);
            case "scaled_linear" -> {
                double root = Math.sqrt(from) + along * (Math.sqrt(to) - Math.sqrt(from));
                yield root * root;
            }
            default -> throw new IllegalArgumentException("no loop for the betas " + schedule);
        };
    }

    private static List<Double> timesteps(String spacing, JsonNode config, int trained, int steps) {
        List<Double> timesteps = new ArrayList<>();
        int offset = config.path("steps_offset").asInt();
        for (int i = 0; i < steps; i++) {
            timesteps.add(
                    switch (spacing) {
                        case "trailing" -> Math.rint(trained - i * (double) trained / steps) - 1;
                        case "leading" ->
                                (steps - 1.0 - i) * Math.floorDiv(trained, steps) + offset;
                        default ->
                                throw new IllegalArgumentException(
                                        "no loop for the spacing " + spacing);
                    });
        }
        return timesteps;
    }
}
