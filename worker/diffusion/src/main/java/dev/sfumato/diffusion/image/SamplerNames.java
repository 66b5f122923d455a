package dev.sfumato.diffusion.image;

import java.util.Map;

/** Scheduler ids by the names that picture tools write and read. */
final class SamplerNames {
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("ddim", "DDIM"),
                    Map.entry("ddpm", "DDPM"),
                    Map.entry("pndm", "PLMS"),
                    Map.entry("lms", "LMS"),
                    Map.entry("euler", "Euler"),
                    Map.entry("euler-a", "Euler a"),
                    Map.entry("heun", "Heun"),
                    Map.entry("dpm2", "DPM2"),
                    Map.entry("dpm2-a", "DPM2 a"),
                    Map.entry("dpmpp-2m", "DPM++ 2M"),
                    Map.entry("dpmpp-2m-sde", "DPM++ 2M SDE"),
                    Map.entry("dpmpp-3m", "DPM++ 3M"),
                    Map.entry("dpmpp-3m-sde", "DPM++ 3M SDE"),
                    Map.entry("dpmpp-2s", "DPM++ 2S"),
                    Map.entry("dpmpp-sde", "DPM++ SDE"),
                    Map.entry("deis", "DEIS"),
                    Map.entry("unipc", "UniPC"),
                    Map.entry("lcm", "LCM"),
                    Map.entry("tcd", "TCD"));
    private static final Map<String, String> SPACINGS =
            Map.of("-karras", "Karras", "-exponential", "Exponential", "-beta", "Beta");

    private SamplerNames() {}

    /** For example {@code Sampler: DPM++ 2M, Schedule type: Karras}; unknown ids stay as is. */
    static String describe(String id) {
        for (var spacing : SPACINGS.entrySet()) {
            if (id.endsWith(spacing.getKey())) {
                String solver = id.substring(0, id.length() - spacing.getKey().length());
                return "Sampler: %s, Schedule type: %s"
                        .formatted(NAMES.getOrDefault(solver, solver), spacing.getValue());
            }
        }
        return "Sampler: " + NAMES.getOrDefault(id, id);
    }
}
