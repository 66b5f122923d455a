package dev.sfumato.diffusion.pipeline;

/**
 * How artifacts are written.
 *
 * @param format one of the modality's formats; {@code png}, {@code jpeg} or {@code webp} for
 *     pictures
 * @param quality 1 to 100, where the format has one; WebP of 100 is lossless
 */
public record Output(String format, int quality) {
    /** Lossless pictures. */
    public static final Output PNG = new Output("png", 90);

    /** Refuses a quality outside 1 to 100. */
    public Output {
        if (quality < 1 || quality > 100) {
            throw DiffusionException.invalid(
                    "output.quality", "must be between 1 and 100", quality);
        }
    }
}
