package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Codec;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/** Files to the numbers an autoencoder takes and back. */
final class PictureCodec implements Codec {
    private static final int PREVIEW_SIDE = 256;

    private static final String FORMAT = "output.format";
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "webp");
    private static final int EFFORT = 4;
    private static final int PREVIEW_EFFORT = 0;

    private final String model;
    private final @Nullable String scheduler;

    /**
     * For one model.
     *
     * @param model its id, for the file's texts
     * @param scheduler the id that its own scheduler comes to, for the same; null if there is none
     */
    PictureCodec(String model, @Nullable String scheduler) {
        this.model = model;
        this.scheduler = scheduler;
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
        Request resolved = request.scheduler() == null ? request.withScheduler(scheduler) : request;
        String format = request.output().format();
        return new Artifact("image/" + format, file(pixels, resolved, seed), attributes, seed);
    }

    private byte[] file(Pixels pixels, Request request, long seed) {
        String json = PictureTexts.json(request, model, seed, pixels);
        String parameters = PictureTexts.parameters(request, model, seed, pixels);
        int quality = request.output().quality();
        return switch (request.output().format()) {
            case "png" -> PngWriter.write(pixels, PictureTexts.of(parameters, json));
            case "jpeg" ->
                    JpegWriter.write(
                            pixels, quality, Exif.userComment(parameters), json, PictureTexts.XMP);
            case "webp" ->
                    WebpWriter.write(
                            pixels,
                            quality,
                            EFFORT,
                            Exif.userComment(parameters),
                            PictureTexts.xmp(json));
            default -> throw unknown(request.output().format());
        };
    }

    /** Refuses formats that can't be written. */
    static void checkFormat(String format) {
        if (!FORMATS.contains(format)) {
            throw unknown(format);
        }
        if (format.equals("webp") && WebpWriter.missing() != null) {
            throw DiffusionException.invalid(
                    FORMAT, "must be png or jpeg on this machine", "webp; " + WebpWriter.missing());
        }
    }

    private static DiffusionException unknown(String format) {
        return DiffusionException.invalid(FORMAT, "must be png, jpeg or webp", format);
    }

    @Override
    public Preview preview(Tensor.Floats denoised, int step, int image) {
        return preview(PixelValues.pixels(denoised), step, image);
    }

    /** The file of a preview. */
    Preview preview(Pixels made, int step, int image) {
        Pixels pixels = made;
        int longest = Math.max(pixels.width(), pixels.height());
        if (longest > PREVIEW_SIDE) {
            pixels =
                    Resize.to(
                            pixels,
                            Math.max(1, pixels.width() * PREVIEW_SIDE / longest),
                            Math.max(1, pixels.height() * PREVIEW_SIDE / longest),
                            Resample.BILINEAR);
        }
        return WebpWriter.missing() == null
                ? new Preview(step, image, "image/webp", small(pixels))
                : new Preview(step, image, "image/jpeg", plain(pixels));
    }

    /** A quarter smaller than JPEG, closer to the picture and no slower. */
    private static byte[] small(Pixels pixels) {
        return WebpWriter.write(pixels, 75, PREVIEW_EFFORT, new byte[0], "");
    }

    private static byte[] plain(Pixels pixels) {
        return JpegWriter.write(pixels, 80, new byte[0], "", "");
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
