package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

/**
 * How the solvers in log signal-to-noise see a model: levels, and its output as clean latent or as
 * noise.
 *
 * @param flow straight-line levels instead of variance-preserving ones
 * @param edm standard deviation of the data for EDM's preconditioning; 0 where it isn't used
 * @param predictsNoise solves for the noise instead of the clean latent
 */
record DpmModel(
        Prediction prediction, Bound bound, boolean flow, double edm, boolean predictsNoise) {

    static DpmModel of(SchedulerConfig config) {
        boolean edm = config.kind() == SchedulerKind.EDM_DPM_MULTISTEP;
        boolean predictsNoise = noiseSolver(config);
        return new DpmModel(
                prediction(config, edm, predictsNoise),
                config.kind() == SchedulerKind.UNIPC && predictsNoise
                        ? new Bound.None()
                        : Bound.threshold(config),
                !edm && config.flag("use_flow_sigmas"),
                edm ? config.number("sigma_data") : 0,
                predictsNoise);
    }

    private static boolean noiseSolver(SchedulerConfig config) {
        return switch (config.kind()) {
            case UNIPC -> !config.flag("predict_x0");
            case DEIS -> true;
            default -> {
                Object type = config.values().get("algorithm_type");
                yield "dpmsolver".equals(type)
                        || "sde-dpmsolver".equals(type)
                        || "noise_prediction".equals(type);
            }
        };
    }

    private static Prediction prediction(
            SchedulerConfig config, boolean edm, boolean predictsNoise) {
        if (edm) {
            return Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY);
        }
        return predictsNoise && config.kind() != SchedulerKind.DEIS
                ? Prediction.of(config, Prediction.EPSILON, Prediction.VELOCITY, Prediction.SAMPLE)
                : Prediction.of(
                        config,
                        Prediction.EPSILON,
                        Prediction.VELOCITY,
                        Prediction.SAMPLE,
                        Prediction.FLOW);
    }

    Solver.Level level(double sigma) {
        if (edm > 0) {
            return new Solver.Level(1, sigma);
        }
        return flow ? Solver.Level.ofFlow(sigma) : Solver.Level.ofSigma(sigma);
    }

    double inputScale(double sigma) {
        return edm > 0 ? 1 / Math.sqrt(sigma * sigma + edm * edm) : 1;
    }

    /** Predicted clean latent. */
    Form denoised(double sigma) {
        if (edm > 0) {
            return Edm.denoised(Form.x(), sigma, edm, prediction);
        }
        return prediction == Prediction.FLOW
                ? prediction.denoised(Form.x(), sigma)
                : prediction.denoised(level(sigma));
    }

    /** What the solver's formulas call the model: clean latent or noise, bounded. */
    Form converted(double sigma) {
        Form denoised = Move.prediction(denoised(sigma), bound);
        if (!predictsNoise) {
            return denoised;
        }
        Solver.Level level = level(sigma);
        return bound.limits() || prediction == Prediction.FLOW
                ? Form.x().minus(denoised.times(level.signal())).over(level.sigma())
                : prediction.epsilon(level);
    }
}
