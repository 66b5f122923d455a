package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a request brings: reads and resizes picture and mask, then encodes the picture and, for
 * inpainting, what the mask leaves of it.
 */
final class Given implements Stage {
    private final PictureRequest request;
    private final PictureModel model;
    private final PictureCodec codec;
    private final Component encoder;
    private Tensor.@Nullable Floats picture;
    private Tensor.@Nullable Floats mask;
    private float @Nullable [] encoded;
    private float @Nullable [] encodedMasked;

    /** Picture and mask in the size of the result; the mask is there for inpainting only. */
    private record Media(Tensor.Floats picture, Tensor.@Nullable Floats mask) {}

    Given(PictureRequest request, PictureModel model, PictureCodec codec, Component encoder) {
        this.request = request;
        this.model = model;
        this.codec = codec;
        this.encoder = encoder;
    }

    @Override
    public @Nullable Need next() {
        if (picture == null) {
            return new Need.Compute(() -> new Outputs.Computed(read()));
        }
        if (encoded == null) {
            List<Row> rows = new ArrayList<>();
            rows.add(new Row(Map.of("sample", picture)));
            if (mask != null && model.isInpainting()) {
                rows.add(new Row(Map.of("sample", masked(picture, mask))));
            }
            return new Need.Call(encoder, Rows.of(rows), List.of(output()));
        }
        return null;
    }

    @Override
    public void accept(Outputs outputs) {
        switch (outputs) {
            case Outputs.Computed computed -> {
                var media = (Media) computed.value();
                picture = media.picture();
                mask = media.mask();
            }
            case Outputs.Tensors tensors -> {
                encoded = read(tensors, 0);
                encodedMasked = tensors.rows() > 1 ? read(tensors, 1) : null;
            }
        }
    }

    /** What the encoder said of the picture; a fresh copy. */
    float[] encoded() {
        return Objects.requireNonNull(encoded).clone();
    }

    /** What the encoder said of the picture without what the mask covers; a fresh copy. */
    float[] encodedMasked() {
        return Objects.requireNonNull(encodedMasked).clone();
    }

    /** The mask over latent positions: 1 is painted anew. */
    Tensor.Floats latentMask(int height, int width) {
        return PixelValues.nearest(Objects.requireNonNull(mask), height, width);
    }

    private Media read() {
        byte[] image = Objects.requireNonNull(request.image());
        return new Media(
                codec.picture(image, request.width(), request.height()),
                request.mask() == null
                        ? null
                        : codec.mask(request.mask(), request.width(), request.height()));
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

    private float[] read(Outputs.Tensors tensors, int row) {
        Tensor.Floats values = Tensor.zeros(tensors.shape(output()));
        tensors.read(output(), row, values.values());
        return values.values();
    }
}
