package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.SchedulerConfig;

/** What the model's output means. */
enum Prediction {
    EPSILON("epsilon"),
    VELOCITY("v_prediction"),
    SAMPLE("sample"),
    FLOW("flow_prediction");

    private final String name;

    Prediction(String name) {
        this.name = name;
    }

    /** The configuration's {@code prediction_type}, if the class can work with it. */
    static Prediction of(SchedulerConfig config, Prediction... allowed) {
        var names = new String[allowed.length];
        for (int i = 0; i < allowed.length; i++) {
            names[i] = allowed[i].name;
        }
        String given = config.choice("prediction_type", names);
        for (Prediction prediction : allowed) {
            if (prediction.name.equals(given)) {
                return prediction;
            }
        }
        throw config.wrong("prediction_type", "must be one of " + String.join(", ", names));
    }

    /** The clean latent behind x = signal x clean + sigma x noise. */
    Form denoised(Solver.Level level) {
        double signal = level.signal();
        double sigma = level.sigma();
        return switch (this) {
            case EPSILON -> Form.x().minus(Form.model().times(sigma)).over(signal);
            case VELOCITY -> Form.x().times(signal).minus(Form.model().times(sigma));
            case SAMPLE -> Form.model();
            case FLOW -> Form.x().minus(Form.model().times(sigma));
        };
    }

    /** The noise in x = signal x clean + sigma x noise. */
    Form epsilon(Solver.Level level) {
        double signal = level.signal();
        double sigma = level.sigma();
        return switch (this) {
            case EPSILON -> Form.model();
            case VELOCITY -> Form.model().times(signal).plus(Form.x().times(sigma));
            case SAMPLE, FLOW -> Form.x().minus(denoised(level).times(signal)).over(sigma);
        };
    }

    /**
     * The clean latent behind x = clean + sigma x noise.
     *
     * @param x where the latent is
     */
    Form denoised(Form x, double sigma) {
        double square = sigma * sigma + 1;
        return switch (this) {
            case EPSILON, FLOW -> x.minus(Form.model().times(sigma));
            case VELOCITY -> x.over(square).minus(Form.model().times(sigma / Math.sqrt(square)));
            case SAMPLE -> Form.model();
        };
    }
}
