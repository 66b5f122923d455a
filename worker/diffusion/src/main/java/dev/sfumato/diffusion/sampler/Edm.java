package dev.sfumato.diffusion.sampler;

/** Preconditioning of arXiv:2206.00364, table 1. */
final class Edm {

    private Edm() {}

    /**
     * The clean latent behind {@code x}.
     *
     * @param data standard deviation of the training data
     */
    static Form denoised(Form x, double sigma, double data, Prediction prediction) {
        double square = sigma * sigma + data * data;
        double sign = prediction == Prediction.VELOCITY ? -1 : 1;
        return x.times(data * data / square)
                .plus(Form.model().times(sign * sigma * data / Math.sqrt(square)));
    }
}
