package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Codec;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Tensor;

import java.util.Map;

/** Files to the numbers an autoencoder takes and back. */
final class PictureCodec implements Codec {
    private static final int PREVIEW_SIDE = 256;
    private static final int PREVIEW_QUALITY = 80;

    private final String model;

    /**
     * For one model.
     *
     * @param model its id, for the file's texts
     */
    PictureCodec(String model) {
        this.model = model;
    }

    @Override
    public Tensor.Floats read(String input, byte[] media, Request request) {
        Pixels own = PixelReader.read(input, media);
        int width =
                request.parameters().get("width") instanceof Number n ? n.intValue() : own.width();
        int height =
                request.parameters().get("height") instanceof Number n
                        ? n.intValue()
                        : own.height();
        return switch (input) {
            case "image" -> picture(own, width, height);
            case "mask" -> mask(own, width, height);
            default ->
                    throw DiffusionException.invalid(
                            input, "must be image or mask", "another input");
        };
    }

    @Override
    public Artifact write(Tensor.Floats decoded, Request request, int index) {
        return write(PixelValues.pixels(decoded), request, index);
    }

    /** The finished file of a picture. */
    Artifact write(Pixels pixels, Request request, int index) {
        long seed = request.seed() + index;
        Map<String, Object> attributes = Map.of("width", pixels.width(), "height", pixels.height());
        if (request.output().format().equals("jpeg")) {
            byte[] file =
                    JpegWriter.write(
                            pixels,
                            request.output().quality(),
                            PictureTexts.json(request, model, seed, pixels),
                            PictureTexts.XMP);
            return new Artifact("image/jpeg", file, attributes, seed);
        }
        byte[] file = PngWriter.write(pixels, PictureTexts.of(request, model, seed, pixels));
        return new Artifact("image/png", file, attributes, seed);
    }

    @Override
    public Preview preview(Tensor.Floats denoised, int step, int image) {
        Pixels pixels = PixelValues.pixels(denoised);
        int longest = Math.max(pixels.width(), pixels.height());
        if (longest > PREVIEW_SIDE) {
            pixels =
                    Resize.to(
                            pixels,
                            Math.max(1, pixels.width() * PREVIEW_SIDE / longest),
                            Math.max(1, pixels.height() * PREVIEW_SIDE / longest),
                            Resample.BILINEAR);
        }
        return new Preview(
                step, image, "image/jpeg", JpegWriter.write(pixels, PREVIEW_QUALITY, "", ""));
    }

    /** A picture in that size: 3 x height x width, -1 to 1. */
    static Tensor.Floats picture(Pixels pixels, int width, int height) {
        return PixelValues.normalized(Resize.to(pixels.rgb(), width, height, Resample.LANCZOS));
    }

    /** A mask in that size: 1 x height x width, 0 or 1. */
    static Tensor.Floats mask(Pixels pixels, int width, int height) {
        return PixelValues.binary(
                Resize.to(
                        pixels.channels() == 1 ? pixels : pixels.rgb(),
                        width,
                        height,
                        Resample.LANCZOS));
    }
}
