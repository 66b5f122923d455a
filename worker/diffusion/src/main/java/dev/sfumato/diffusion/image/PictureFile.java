package dev.sfumato.diffusion.image;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the outline of a picture file says, found without decoding it.
 *
 * @param format what it is
 * @param isWhole whether it goes on to its format's end mark
 * @param isAnimated whether it holds a film rather than a picture
 * @param components colour components of a pixel where the outline tells; 0 elsewhere
 * @param orientation how to turn what is stored, 1 to 8
 */
record PictureFile(
        Format format, boolean isWhole, boolean isAnimated, int components, int orientation) {
    private static final int EXIF_MARK = 6;
    private static final int RIFF_HEADER = 12;
    private static final int ANIMATION_FLAG = 2;

    enum Format {
        PNG,
        JPEG,
        WEBP
    }

    /** Reads an outline; null for other formats. Never fails on damage: it is not whole then. */
    static @Nullable PictureFile of(byte[] file) {
        if (is(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return png(file);
        }
        if (is(file, 0, "\u00ff\u00d8\u00ff")) {
            return jpeg(file);
        }
        if (is(file, 0, "RIFF") && is(file, 8, "WEBP")) {
            return webp(file);
        }
        return null;
    }

    private static PictureFile png(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        boolean animated = false;
        boolean ends = false;
        int orientation = 1;
        for (long at = 8; at + 12 <= file.length && !ends; ) {
            long length = in.getInt((int) at) & 0xffffffffL;
            long next = at + 12 + length;
            if (next > file.length) {
                break;
            }
            animated |= is(file, (int) at + 4, "acTL");
            ends = is(file, (int) at + 4, "IEND");
            if (is(file, (int) at + 4, "eXIf")) {
                orientation = Exif.orientation(part(file, (int) at + 8, (int) length));
            }
            at = next;
        }
        return new PictureFile(Format.PNG, ends, animated, 0, orientation);
    }

    /** Segments up to the scan; the scan must come to an end mark, which nothing inside it is. */
    private static PictureFile jpeg(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int orientation = 1;
        int components = 0;
        int at = 2;
        while (at + 4 <= file.length && file[at] == (byte) 0xff) {
            int marker = file[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            if (marker == 0xda) {
                return new PictureFile(Format.JPEG, ends(file, at), false, components, orientation);
            }
            int length = in.getShort(at + 2) & 0xffff;
            if (marker == 0xe1 && is(file, at + 4, "Exif\0\0") && at + 2 + length <= file.length) {
                orientation =
                        Exif.orientation(part(file, at + 4 + EXIF_MARK, length - 2 - EXIF_MARK));
            }
            boolean frame = marker >= 0xc0 && marker <= 0xcf;
            frame &= marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame && at + 9 < file.length) {
                components = file[at + 9] & 0xff;
            }
            at += 2 + length;
        }
        return new PictureFile(Format.JPEG, false, false, components, orientation);
    }

    private static boolean ends(byte[] file, int from) {
        for (int at = file.length - 2; at > from; at--) {
            if (file[at] == (byte) 0xff && file[at + 1] == (byte) 0xd9) {
                return true;
            }
        }
        return false;
    }

    private static PictureFile webp(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long end = 8 + (in.getInt(4) & 0xffffffffL);
        boolean animated = false;
        int orientation = 1;
        for (long at = RIFF_HEADER; at + 8 <= file.length; ) {
            long length = in.getInt((int) at + 4) & 0xffffffffL;
            if (at + 8 + length > file.length) {
                break;
            }
            if (is(file, (int) at, "VP8X") && length > 0) {
                animated = (in.get((int) at + 8) & ANIMATION_FLAG) != 0;
            } else if (is(file, (int) at, "EXIF")) {
                orientation = Exif.orientation(part(file, (int) at + 8, (int) length));
            }
            at += 8 + length + length % 2;
        }
        return new PictureFile(Format.WEBP, end <= file.length, animated, 0, orientation);
    }

    private static byte[] part(byte[] file, int from, int length) {
        return Arrays.copyOfRange(file, from, from + Math.max(0, length));
    }

    private static boolean is(byte[] file, int at, String mark) {
        byte[] wanted = mark.getBytes(StandardCharsets.ISO_8859_1);
        return file.length >= at + wanted.length
                && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
    }
}
