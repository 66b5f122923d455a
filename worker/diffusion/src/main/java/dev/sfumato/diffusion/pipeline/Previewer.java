package dev.sfumato.diffusion.pipeline;

import java.util.function.Consumer;

/** Makes previews while a run goes on. */
public interface Previewer {
    /** Makes none. */
    Previewer NONE =
            new Previewer() {
                @Override
                public boolean isDue(int step, int steps) {
                    return false;
                }

                @Override
                public Stage show(
                        int step, int image, Tensor.Floats denoised, Consumer<Preview> into) {
                    throw new IllegalStateException("no preview is ever due");
                }
            };

    /** Whether one is to be made after {@code step} of {@code steps} steps. */
    boolean isDue(int step, int steps);

    /**
     * The work to make it.
     *
     * @param denoised the predicted clean latent; left alone by the run until the stage is through
     * @param into takes the preview
     */
    Stage show(int step, int image, Tensor.Floats denoised, Consumer<Preview> into);
}
