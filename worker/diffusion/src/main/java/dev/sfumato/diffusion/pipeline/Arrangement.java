package dev.sfumato.diffusion.pipeline;

/** The order in which a model wants a latent's numbers, where it isn't the latent's own. */
public interface Arrangement {
    /** The latent's own order. */
    Arrangement SAME =
            new Arrangement() {
                @Override
                public void toModel(float[] latent, float[] input) {
                    System.arraycopy(latent, 0, input, 0, latent.length);
                }

                @Override
                public void fromModel(float[] prediction, float[] scratch) {}
            };

    /** Writes a latent in the model's order at the start of {@code input}. */
    void toModel(float[] latent, float[] input);

    /**
     * Brings what the model said of a latent into the latent's order.
     *
     * @param prediction changed in place
     * @param scratch at least as long; what it holds afterwards is of no use
     */
    void fromModel(float[] prediction, float[] scratch);
}
