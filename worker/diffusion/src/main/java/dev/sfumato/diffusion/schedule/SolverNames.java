package dev.sfumato.diffusion.schedule;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Solver names of one class that another takes for one of its own. */
final class SolverNames {

    private static final String ALGORITHM = "algorithm_type";
    private static final String SOLVER = "solver_type";

    private SolverNames() {}

    static void translate(SchedulerKind kind, Map<String, @Nullable Object> given) {
        switch (kind) {
            case DPM_MULTISTEP, DPM_SINGLESTEP, EDM_DPM_MULTISTEP -> {
                replace(given, ALGORITHM, List.of("deis"), "dpmsolver++");
                replace(given, SOLVER, List.of("logrho", "bh1", "bh2"), "midpoint");
            }
            case DEIS -> {
                replace(given, ALGORITHM, List.of("dpmsolver", "dpmsolver++"), "deis");
                replace(given, SOLVER, List.of("midpoint", "heun", "bh1", "bh2"), "logrho");
            }
            case UNIPC -> replace(given, SOLVER, List.of("midpoint", "heun", "logrho"), "bh2");
            case DDPM, DDIM, PNDM, LMS, EULER, EULER_ANCESTRAL, HEUN, KDPM2, KDPM2_ANCESTRAL -> {}
            case DPM_SDE, SA_SOLVER, LCM, TCD, EDM_EULER, FLOW_EULER, FLOW_HEUN -> {}
        }
    }

    private static void replace(
            Map<String, @Nullable Object> given, String key, List<String> foreign, String own) {
        if (given.get(key) instanceof String name && foreign.contains(name)) {
            given.put(key, own);
        }
    }
}
