package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Previewer;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Previews of pictures: by the folder's small decoder where it has one, else by a linear map from
 * latent to colour where one is known, else by the model's own decoder, now and then.
 */
final class PicturePreviews {
    /** Share of a run's time that previews may take. */
    private static final double BUDGET = 0.5;

    private static final String SMALL = "preview_decoder";

    private PicturePreviews() {}

    /**
     * How a model's previews are made.
     *
     * @param colors the linear map; null where a decoder makes them
     * @param decoder the component that makes them otherwise
     * @param autoencoder what it belongs to
     * @param every steps between two that the decoder makes
     */
    record Means(
            @Nullable LatentColors colors,
            String decoder,
            PictureModel.Autoencoder autoencoder,
            int every) {}

    /**
     * Reads how a folder's previews are made.
     *
     * @param ratio cost of decoding by that of a step
     */
    static Means read(ModelFolder folder, PictureModel.Autoencoder autoencoder, double ratio) {
        Config own = folder.own();
        String wanted = own.text("previews", "linear");
        if (!wanted.equals("linear") && !wanted.equals("decoder")) {
            throw DiffusionException.unusable(
                    own.file(), "'previews' must be linear or decoder", wanted);
        }
        if (folder.has(SMALL)) {
            return new Means(null, SMALL, AutoencoderReader.read(folder, SMALL), 1);
        }
        LatentColors colors = LatentColors.of(own, autoencoder);
        int every = (int) Math.max(1, Math.ceil(ratio / BUDGET));
        return new Means(
                wanted.equals("linear") ? colors : null, "vae_decoder", autoencoder, every);
    }

    static Previewer of(PictureModel model, PictureCodec codec) {
        Means means = model.previews();
        LatentColors colors = means.colors();
        if (colors != null) {
            return new Linear(colors, codec);
        }
        return new Decoded(means, codec, new Component(model.card().id(), means.decoder()));
    }

    private record Decoded(Means means, PictureCodec codec, Component decoder)
            implements Previewer {
        @Override
        public boolean isDue(int step, int steps) {
            return step < steps && (step == 1 || step % means.every() == 0);
        }

        @Override
        public Stage show(int step, int image, Tensor.Floats denoised, Consumer<Preview> into) {
            Need.Call call = DecodePictures.call(decoder, means.autoencoder(), denoised);
            return new Decoding(
                    call, pixels -> new Encoding(() -> codec.preview(pixels, step, image), into));
        }
    }

    private record Linear(LatentColors colors, PictureCodec codec) implements Previewer {
        @Override
        public boolean isDue(int step, int steps) {
            return step < steps;
        }

        @Override
        public Stage show(int step, int image, Tensor.Floats denoised, Consumer<Preview> into) {
            return new Encoding(() -> codec.preview(colors.apply(denoised), step, image), into);
        }
    }

    /** A call of a decoder, then the file of what it gave. */
    private static final class Decoding implements Stage {
        private final Need.Call call;
        private final Function<Tensor.Floats, Encoding> encode;
        private @Nullable Encoding encoding;

        Decoding(Need.Call call, Function<Tensor.Floats, Encoding> encode) {
            this.call = call;
            this.encode = encode;
        }

        @Override
        public @Nullable Need next() {
            return encoding == null ? call : encoding.next();
        }

        @Override
        public void accept(Outputs outputs) {
            if (encoding == null) {
                var tensors = (Outputs.Tensors) outputs;
                encoding = encode.apply(DecodePictures.read(call.component(), tensors));
            } else {
                encoding.accept(outputs);
            }
        }
    }

    /** A file to write. */
    private static final class Encoding implements Stage {
        private final Consumer<Preview> into;
        private @Nullable Need need;

        Encoding(Supplier<Preview> preview, Consumer<Preview> into) {
            this.into = into;
            need = new Need.Compute(() -> new Outputs.Computed(preview.get()));
        }

        @Override
        public @Nullable Need next() {
            return need;
        }

        @Override
        public void accept(Outputs outputs) {
            into.accept((Preview) ((Outputs.Computed) outputs).value());
            need = null;
        }
    }
}
