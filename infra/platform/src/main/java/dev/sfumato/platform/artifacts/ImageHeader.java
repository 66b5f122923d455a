package dev.sfumato.platform.artifacts;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a picture's first bytes say, read without decoding it.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record ImageHeader(ImageFormat format, int width, int height) {
    private static final long PNG_MAGIC = 0x89504e470d0a1a0aL;

    /** Pixels of the picture. */
    public long pixels() {
        return (long) width * height;
    }

    /** Reads the header; empty unless {@code bytes} begin like a PNG, JPEG or WebP picture. */
    public static Optional<ImageHeader> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        if (bytes.length >= 24 && in.getLong(0) == PNG_MAGIC) {
            return png(in);
        }
        if (bytes.length >= 4 && in.getShort(0) == (short) 0xffd8) {
            return jpeg(in);
        }
        if (bytes.length >= 30 && is(in, 0, "RIFF") && is(in, 8, "WEBP")) {
            return webp(in.order(ByteOrder.LITTLE_ENDIAN));
        }
        return Optional.empty();
    }

    private static Optional<ImageHeader> png(ByteBuffer in) {
        return is(in, 12, "IHDR")
                ? of(ImageFormat.PNG, in.getInt(16), in.getInt(20))
                : Optional.empty();
    }

    /** Walks the segments to the frame header, ITU-T T.81 table B.1. */
    private static Optional<ImageHeader> jpeg(ByteBuffer in) {
        int at = 2;
        while (at + 9 <= in.limit() && in.get(at) == (byte) 0xff) {
            int marker = in.get(at + 1) & 0xff;
            if (marker == 0xff) {
                at++; // fill byte
            } else if (isFrameHeader(marker)) {
                return of(ImageFormat.JPEG, unsigned(in, at + 7), unsigned(in, at + 5));
            } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
                at += 2; // stands alone
            } else {
                at += 2 + Math.max(2, unsigned(in, at + 2));
            }
        }
        return Optional.empty();
    }

    private static boolean isFrameHeader(int marker) {
        boolean tables = marker == 0xc4 || marker == 0xc8 || marker == 0xcc;
        return marker >= 0xc0 && marker <= 0xcf && !tables;
    }

    /** Reads the first chunk: lossy, lossless or extended (RFC 9649). */
    private static Optional<ImageHeader> webp(ByteBuffer in) {
        if (is(in, 12, "VP8 ")) {
            return of(ImageFormat.WEBP, unsigned(in, 26) & 0x3fff, unsigned(in, 28) & 0x3fff);
        }
        if (is(in, 12, "VP8L") && in.get(20) == 0x2f) {
            int bits = in.getInt(21);
            return of(ImageFormat.WEBP, (bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1);
        }
        if (is(in, 12, "VP8X")) {
            return of(
                    ImageFormat.WEBP,
                    (in.getInt(24) & 0xffffff) + 1,
                    (in.getInt(26) >>> 8 & 0xffffff) + 1);
        }
        return Optional.empty();
    }

    private static Optional<ImageHeader> of(ImageFormat format, int width, int height) {
        return width > 0 && height > 0
                ? Optional.of(new ImageHeader(format, width, height))
                : Optional.empty();
    }

    private static int unsigned(ByteBuffer in, int at) {
        return in.getShort(at) & 0xffff;
    }

    private static boolean is(ByteBuffer in, int at, String ascii) {
        return StandardCharsets.US_ASCII
                .encode(ascii)
                .equals(in.duplicate().position(at).limit(at + ascii.length()));
    }
}
