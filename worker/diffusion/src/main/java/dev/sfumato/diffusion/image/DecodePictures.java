package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Decodes latents one after the other, so that memory stays that of one picture (or of a few tiles
 * of a large one), and turns each into what is wanted.
 */
final class DecodePictures implements Stage {
    private static final String INPUT = "latent_sample";
    private static final String OUTPUT = "sample";

    private final Component decoder;
    private final PictureModel.Autoencoder autoencoder;
    private final List<Tensor.Floats> latents;
    private final BiFunction<Tensor.Floats, Integer, Artifact> write;
    private final Consumer<Artifact> into;
    private int picture;
    private @Nullable TiledCall decoding;

    DecodePictures(
            Component decoder,
            PictureModel.Autoencoder autoencoder,
            List<Tensor.Floats> latents,
            BiFunction<Tensor.Floats, Integer, Artifact> write,
            Consumer<Artifact> into) {
        this.decoder = decoder;
        this.autoencoder = autoencoder;
        this.latents = latents;
        this.write = write;
        this.into = into;
    }

    @Override
    public @Nullable Need next() {
        if (picture == latents.size()) {
            return null;
        }
        if (decoding == null) {
            decoding = decoding(latents.get(picture));
        }
        Need need = decoding.next();
        if (need != null) {
            return need;
        }
        Tensor.Floats pixels = decoding.result();
        int index = picture;
        return new Need.Compute(() -> new Outputs.Computed(write.apply(pixels, index)));
    }

    @Override
    public void accept(Outputs outputs) {
        if (outputs instanceof Outputs.Computed computed
                && computed.value() instanceof Artifact artifact) {
            into.accept(artifact);
            decoding = null;
            picture++;
        } else {
            Objects.requireNonNull(decoding).accept(outputs);
        }
    }

    private TiledCall decoding(Tensor.Floats latent) {
        return new TiledCall(
                decoder,
                INPUT,
                OUTPUT,
                scaled(autoencoder, latent),
                autoencoder.decoding(latent.shape()[1], latent.shape()[2]));
    }

    /** The call that decodes a latent as the sampler moves it. */
    static Need.Call call(
            Component decoder, PictureModel.Autoencoder autoencoder, Tensor.Floats latent) {
        return new Need.Call(
                decoder,
                Rows.of(List.of(new Row(Map.of(INPUT, scaled(autoencoder, latent))))),
                List.of(OUTPUT));
    }

    /** What such a call gave: pixels, all finite. */
    static Tensor.Floats read(Component decoder, Outputs.Tensors tensors) {
        return TiledCall.read(decoder, tensors, OUTPUT, 0);
    }

    private static Tensor.Floats scaled(
            PictureModel.Autoencoder autoencoder, Tensor.Floats latent) {
        Tensor.Floats scaled = Tensor.zeros(latent.shape());
        Latents.toDecoder(latent.values(), autoencoder, scaled);
        return scaled;
    }
}
