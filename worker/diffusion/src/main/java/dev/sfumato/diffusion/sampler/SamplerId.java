package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A public id: a scheduler class and the keys that make the variant.
 *
 * @param id short public name
 * @param kind class that solves
 * @param overrides keys set whatever the folder says
 */
record SamplerId(String id, SchedulerKind kind, Map<String, Object> overrides) {

    private static final Map<String, Object> PLAIN =
            Map.of(
                    "use_karras_sigmas", false,
                    "use_exponential_sigmas", false,
                    "use_beta_sigmas", false);

    /** Solvers of noise prediction that flow matching can be written as, drawing no noise. */
    private static final Set<String> FLOWING =
            Set.of("dpmpp-2m", "dpmpp-3m", "dpmpp-2s", "deis", "unipc");

    private static final List<SamplerId> ALL =
            List.of(
                    plain("ddim", SchedulerKind.DDIM),
                    plain("ddpm", SchedulerKind.DDPM),
                    new SamplerId("pndm", SchedulerKind.PNDM, Map.of("skip_prk_steps", true)),
                    plain("lms", SchedulerKind.LMS),
                    spaced("lms-karras", SchedulerKind.LMS, "karras"),
                    plain("euler", SchedulerKind.EULER),
                    spaced("euler-karras", SchedulerKind.EULER, "karras"),
                    spaced("euler-exponential", SchedulerKind.EULER, "exponential"),
                    spaced("euler-beta", SchedulerKind.EULER, "beta"),
                    plain("euler-a", SchedulerKind.EULER_ANCESTRAL),
                    plain("heun", SchedulerKind.HEUN),
                    spaced("heun-karras", SchedulerKind.HEUN, "karras"),
                    plain("dpm2", SchedulerKind.KDPM2),
                    spaced("dpm2-karras", SchedulerKind.KDPM2, "karras"),
                    plain("dpm2-a", SchedulerKind.KDPM2_ANCESTRAL),
                    spaced("dpm2-a-karras", SchedulerKind.KDPM2_ANCESTRAL, "karras"),
                    dpm("dpmpp-2m", 2, "dpmsolver++", ""),
                    dpm("dpmpp-2m-karras", 2, "dpmsolver++", "karras"),
                    dpm("dpmpp-2m-exponential", 2, "dpmsolver++", "exponential"),
                    dpm("dpmpp-2m-beta", 2, "dpmsolver++", "beta"),
                    dpm("dpmpp-2m-sde", 2, "sde-dpmsolver++", ""),
                    dpm("dpmpp-2m-sde-karras", 2, "sde-dpmsolver++", "karras"),
                    dpm("dpmpp-3m", 3, "dpmsolver++", ""),
                    dpm("dpmpp-3m-karras", 3, "dpmsolver++", "karras"),
                    dpm("dpmpp-3m-sde", 3, "sde-dpmsolver++", ""),
                    dpm("dpmpp-3m-sde-karras", 3, "sde-dpmsolver++", "karras"),
                    plain("dpmpp-2s", SchedulerKind.DPM_SINGLESTEP),
                    spaced("dpmpp-2s-karras", SchedulerKind.DPM_SINGLESTEP, "karras"),
                    plain("dpmpp-sde", SchedulerKind.DPM_SDE),
                    spaced("dpmpp-sde-karras", SchedulerKind.DPM_SDE, "karras"),
                    plain("deis", SchedulerKind.DEIS),
                    plain("unipc", SchedulerKind.UNIPC),
                    spaced("unipc-karras", SchedulerKind.UNIPC, "karras"),
                    new SamplerId("sa-solver", SchedulerKind.SA_SOLVER, saSolver()),
                    plain("lcm", SchedulerKind.LCM),
                    plain("tcd", SchedulerKind.TCD),
                    new SamplerId("edm-euler", SchedulerKind.EDM_EULER, Map.of()),
                    new SamplerId("edm-dpmpp-2m", SchedulerKind.EDM_DPM_MULTISTEP, Map.of()),
                    new SamplerId("flow-euler", SchedulerKind.FLOW_EULER, Map.of()),
                    new SamplerId("flow-heun", SchedulerKind.FLOW_HEUN, Map.of()));

    static List<String> ids() {
        return ALL.stream().map(SamplerId::id).toList();
    }

    /** Those that can solve what a folder's model was trained for. */
    static List<String> ids(SchedulerConfig folder) {
        boolean flow = folder.isFlow();
        return ALL.stream()
                .filter(one -> flow ? one.solvesFlow() : !one.kind.isFlow())
                .map(SamplerId::id)
                .toList();
    }

    private boolean solvesFlow() {
        return kind.isFlow() || FLOWING.contains(id);
    }

    static SamplerId of(String id) {
        return ALL.stream()
                .filter(candidate -> candidate.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "scheduler must be one of %s, got %s"
                                                .formatted(String.join(", ", ids()), id)));
    }

    /** The id that leaves a configuration as it is; null where there is none. */
    static @Nullable String of(SchedulerConfig config) {
        for (SamplerId candidate : ALL) {
            if (candidate.kind == config.kind() && candidate.keeps(config)) {
                return candidate.id;
            }
        }
        return null;
    }

    private boolean keeps(SchedulerConfig config) {
        return overrides.entrySet().stream()
                .allMatch(entry -> same(entry.getValue(), config.values().get(entry.getKey())));
    }

    private static boolean same(Object wanted, @Nullable Object found) {
        if (wanted instanceof Number number && found instanceof Number other) {
            return number.doubleValue() == other.doubleValue();
        }
        return wanted.equals(found) || (wanted.equals(false) && found == null);
    }

    SchedulerConfig configure(SchedulerConfig folder) {
        SchedulerConfig made = folder.as(kind).with(overrides);
        if (kind.isFlow() || !folder.isFlow()) {
            return made;
        }
        return made.with(
                Map.of(
                        "use_flow_sigmas",
                        true,
                        "prediction_type",
                        "flow_prediction",
                        "flow_shift",
                        folder.number("flow_shift", folder.number("shift", 1))));
    }

    private static SamplerId plain(String id, SchedulerKind kind) {
        return new SamplerId(id, kind, PLAIN);
    }

    private static SamplerId spaced(String id, SchedulerKind kind, String rule) {
        return new SamplerId(id, kind, with(PLAIN, "use_" + rule + "_sigmas", true));
    }

    private static SamplerId dpm(String id, int order, String algorithm, String rule) {
        Map<String, Object> overrides = with(PLAIN, "solver_order", order);
        overrides = with(overrides, "algorithm_type", algorithm);
        overrides = with(overrides, "use_lu_lambdas", false);
        overrides = rule.isEmpty() ? overrides : with(overrides, "use_" + rule + "_sigmas", true);
        return new SamplerId(id, SchedulerKind.DPM_MULTISTEP, overrides);
    }

    private static Map<String, Object> saSolver() {
        return with(PLAIN, "algorithm_type", "data_prediction");
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        var out = new java.util.HashMap<>(map);
        out.put(key, value);
        return Map.copyOf(out);
    }
}
