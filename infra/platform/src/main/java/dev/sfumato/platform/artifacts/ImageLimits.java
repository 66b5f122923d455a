package dev.sfumato.platform.artifacts;

/**
 * Which pictures are taken from outside.
 *
 * @param maxBytes largest file
 * @param maxPixels largest width × height
 */
public record ImageLimits(int maxBytes, long maxPixels) {
    /** 16 MiB and 16 megapixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(16 * 1024 * 1024, 16_777_216);

    /** The answer to a picture. */
    public sealed interface Verdict {
        record Accepted(ImageHeader header) implements Verdict {}

        /** Refused; {@code rule} reads on from the field's name, and includes the value. */
        record Refused(String rule) implements Verdict {}
    }

    /** Judges a file by its size and header; the picture itself may still turn out broken. */
    public Verdict judge(byte[] bytes) {
        if (bytes.length > maxBytes) {
            return new Verdict.Refused(
                    "must be at most %d bytes, got %d".formatted(maxBytes, bytes.length));
        }
        return ImageHeader.read(bytes)
                .map(this::judge)
                .orElse(new Verdict.Refused("must be a PNG, JPEG or WebP picture"));
    }

    private Verdict judge(ImageHeader header) {
        if (header.pixels() > maxPixels) {
            return new Verdict.Refused(
                    "must have at most %d pixels, got %d x %d"
                            .formatted(maxPixels, header.width(), header.height()));
        }
        return new Verdict.Accepted(header);
    }
}
