package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Previewer;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/**
 * Previews of pictures: by the model's own decoder where it is small beside the U-Net, so that they
 * look like the picture itself; else by a linear map from latent to colour.
 */
final class PicturePreviews {
    /** Share of a run's time that previews may take. */
    private static final double BUDGET = 0.5;

    private static final int RAREST = 4;

    private PicturePreviews() {}

    /**
     * Steps between two previews by the decoder; 0 where it is too slow.
     *
     * @param ratio cost of decoding by that of a step
     */
    static int every(double ratio) {
        int every = (int) Math.ceil(ratio / BUDGET);
        return every <= RAREST ? Math.max(1, every) : 0;
    }

    static Previewer of(PictureModel model, PictureCodec codec, Component decoder) {
        LatentColors colors =
                LatentColors.of(model.autoencoder().channels(), model.autoencoder().factor());
        if (model.previewEvery() > 0 || colors == null) {
            return new Decoded(model, codec, decoder, Math.max(model.previewEvery(), 1));
        }
        return new Linear(colors, codec);
    }

    private record Decoded(PictureModel model, PictureCodec codec, Component decoder, int every)
            implements Previewer {
        @Override
        public boolean isDue(int step, int steps) {
            return step < steps && (step == 1 || step % every == 0);
        }

        @Override
        public Stage show(int step, int image, Tensor.Floats denoised, Consumer<Preview> into) {
            Need call = DecodePictures.call(decoder, model.autoencoder(), denoised);
            return new Showing(call, decoder, pixels -> codec.preview(pixels, step, image), into);
        }
    }

    private record Linear(LatentColors colors, PictureCodec codec) implements Previewer {
        @Override
        public boolean isDue(int step, int steps) {
            return step < steps;
        }

        @Override
        public Stage show(int step, int image, Tensor.Floats denoised, Consumer<Preview> into) {
            return new Showing(
                    new Need.Compute(
                            () ->
                                    new Outputs.Computed(
                                            codec.preview(colors.apply(denoised), step, image))),
                    null,
                    pixels -> codec.preview(pixels, step, image),
                    into);
        }
    }

    /** What turns pixels into a preview. */
    @FunctionalInterface
    private interface Encoder {
        Preview encode(Tensor.Floats pixels);
    }

    /** A call and a file to encode, or only the latter. */
    private static final class Showing implements Stage {
        private final @Nullable Component decoder;
        private final Encoder encoder;
        private final Consumer<Preview> into;
        private @Nullable Need need;

        Showing(Need first, @Nullable Component decoder, Encoder encoder, Consumer<Preview> into) {
            need = first;
            this.decoder = decoder;
            this.encoder = encoder;
            this.into = into;
        }

        @Override
        public @Nullable Need next() {
            return need;
        }

        @Override
        public void accept(Outputs outputs) {
            switch (outputs) {
                case Outputs.Tensors tensors -> {
                    Tensor.Floats pixels =
                            DecodePictures.read(java.util.Objects.requireNonNull(decoder), tensors);
                    need = new Need.Compute(() -> new Outputs.Computed(encoder.encode(pixels)));
                }
                case Outputs.Computed computed -> {
                    into.accept((Preview) computed.value());
                    need = null;
                }
            }
        }
    }
}
