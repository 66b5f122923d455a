package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * What a request brings: reads and resizes picture and mask, then encodes the picture and, for
 * inpainting, what the mask leaves of it.
 */
final class Given implements Stage {
    private final PictureRequest request;
    private final PictureModel model;
    private final Component encoder;
    private Tensor.@Nullable Floats picture;
    private Tensor.@Nullable Floats mask;
    private @Nullable Original original;
    private @Nullable TiledCall encoding;
    private float @Nullable [] encoded;

    /**
     * Picture and mask in the size of the result; mask and original are there where they are needed
     * only.
     */
    private record Media(
            Tensor.Floats picture, Tensor.@Nullable Floats mask, @Nullable Original original) {}

    /** A picture of which only a part is painted. */
    private record Original(Pixels image, Pixels mask, Region region) {}

    Given(PictureRequest request, PictureModel model, Component encoder) {
        this.request = request;
        this.model = model;
        this.encoder = encoder;
    }

    @Override
    public @Nullable Need next() {
        if (picture == null) {
            return new Need.Compute(() -> new Outputs.Computed(read()));
        }
        if (encoding == null) {
            encoding = encoding(picture);
        }
        Need need = encoding.next();
        if (need == null && encoded == null) {
            encoded = encoding.result().values();
            if (mask != null && model.isInpainting()) {
                encoding = encoding(masked(picture, mask));
                return encoding.next();
            }
        }
        return need;
    }

    @Override
    public void accept(Outputs outputs) {
        if (outputs instanceof Outputs.Computed computed
                && computed.value() instanceof Media media) {
            picture = onGrid(media.picture());
            mask = media.mask() == null ? null : onGrid(media.mask());
            original = media.original();
        } else {
            Objects.requireNonNull(encoding).accept(outputs);
        }
    }

    private TiledCall encoding(Tensor.Floats planes) {
        int height = planes.shape()[1];
        int width = planes.shape()[2];
        return new TiledCall(
                encoder, "sample", output(), planes, model.autoencoder().encoding(height, width));
    }

    /** Planes in a size that the U-Net can make, their last row and column repeated. */
    private Tensor.Floats onGrid(Tensor.Floats planes) {
        return PixelValues.extended(
                planes,
                model.sizes().onGrid(request.height()),
                model.sizes().onGrid(request.width()));
    }

    /** What the encoder said of the picture; a fresh copy. */
    float[] encoded() {
        return Objects.requireNonNull(encoded).clone();
    }

    /** What the encoder said of the picture without what the mask covers; a fresh copy. */
    float[] encodedMasked() {
        return Objects.requireNonNull(encoding).result().values().clone();
    }

    /** The mask over latent positions: 1 is painted anew. */
    Tensor.Floats latentMask(int height, int width) {
        return PixelValues.nearest(Objects.requireNonNull(mask), height, width);
    }

    private Media read() {
        Pixels image = PixelReader.read("image", Objects.requireNonNull(request.image())).rgb();
        byte[] file = request.mask();
        if (file == null) {
            return new Media(
                    PictureCodec.picture(image, request.width(), request.height()), null, null);
        }
        Pixels cover = PixelReader.read("mask", file);
        if (cover.width() != image.width() || cover.height() != image.height()) {
            throw DiffusionException.invalid(
                    "mask",
                    "must have the picture's size, %d x %d"
                            .formatted(image.width(), image.height()),
                    cover.width() + " x " + cover.height());
        }
        if (request.maskOptions().blur() > 0) {
            cover = Blur.gaussian(cover.grey(), request.maskOptions().blur());
        }
        return request.maskOptions().padding() < 0
                ? whole(image, cover)
                : part(image, cover.grey());
    }

    private Media whole(Pixels image, Pixels cover) {
        return new Media(
                PictureCodec.picture(image, request.width(), request.height()),
                PictureCodec.mask(cover, request.width(), request.height()),
                null);
    }

    private Media part(Pixels image, Pixels cover) {
        Region region =
                Region.around(
                        cover, request.width(), request.height(), request.maskOptions().padding());
        return new Media(
                PixelValues.normalized(filled(image, region)),
                PixelValues.binary(filled(cover, region)),
                new Original(image, cover, region));
    }

    private Pixels filled(Pixels picture, Region region) {
        return Fit.FILL.apply(
                picture.crop(region.left(), region.top(), region.right(), region.bottom()),
                request.width(),
                request.height(),
                Resample.LANCZOS);
    }

    /**
     * The finished picture: what was painted, put back into the original where only a part was
     * painted.
     */
    Pixels finished(Pixels painted) {
        Pixels asked = painted.crop(0, 0, request.width(), request.height());
        if (original == null) {
            return asked;
        }
        Pixels placed =
                Overlay.placed(
                        asked,
                        original.region(),
                        original.image().width(),
                        original.image().height());
        return Overlay.apply(original.mask(), original.image(), placed);
    }

    /** The picture where the mask is 0, the middle grey elsewhere. */
    static Tensor.Floats masked(Tensor.Floats picture, Tensor.Floats mask) {
        Tensor.Floats masked = Tensor.zeros(picture.shape());
        int area = mask.elements();
        for (int i = 0; i < masked.elements(); i++) {
            masked.values()[i] = mask.values()[i % area] < 0.5f ? picture.values()[i] : 0;
        }
        return masked;
    }

    private String output() {
        return model.autoencoder().sampled() ? "latent_parameters" : "latent_sample";
    }
}
