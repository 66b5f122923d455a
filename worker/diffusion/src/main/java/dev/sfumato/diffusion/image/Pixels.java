package dev.sfumato.diffusion.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** An 8-bit picture: rows of pixels of 1 (grey), 3 (RGB) or 4 (RGBA) bytes. Owns its array. */
public final class Pixels {
    private final int width;
    private final int height;
    private final int channels;
    private final byte[] bytes;

    /** Takes ownership of {@code bytes}, laid out as row, column, channel. */
    public Pixels(int width, int height, int channels, byte[] bytes) {
        if (bytes.length != width * height * channels) {
            throw new IllegalArgumentException(
                    "bytes must hold %d x %d x %d, got %d"
                            .formatted(height, width, channels, bytes.length));
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.bytes = bytes;
    }

    /** A black picture. */
    public static Pixels blank(int width, int height, int channels) {
        return new Pixels(width, height, channels, new byte[width * height * channels]);
    }

    /** Columns. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Bytes per pixel. */
    public int channels() {
        return channels;
    }

    /** The array itself. */
    public byte[] bytes() {
        return bytes;
    }

    /** One value, 0 to 255. */
    public int at(int x, int y, int channel) {
        return bytes[(y * width + x) * channels + channel] & 0xff;
    }

    /**
     * One channel as grey: ITU-R 601-2 luma in 16-bit fixed point, rounded; a grey picture is
     * itself.
     */
    public Pixels grey() {
        if (channels == 1) {
            return this;
        }
        Pixels grey = blank(width, height, 1);
        for (int i = 0; i < width * height; i++) {
            int at = i * channels;
            int luma =
                    (bytes[at] & 0xff) * 19595
                            + (bytes[at + 1] & 0xff) * 38470
                            + (bytes[at + 2] & 0xff) * 7471;
            grey.bytes[i] = (byte) ((luma + 0x8000) >> 16);
        }
        return grey;
    }

    /** Three channels: grey is repeated, transparency dropped. */
    public Pixels rgb() {
        if (channels == 3) {
            return this;
        }
        Pixels rgb = blank(width, height, 3);
        for (int i = 0; i < width * height; i++) {
            for (int c = 0; c < 3; c++) {
                rgb.bytes[i * 3 + c] = bytes[i * channels + (channels == 1 ? 0 : c)];
            }
        }
        return rgb;
    }

    /** The same as the JDK's picture; of three channels only. */
    BufferedImage image() {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] colors = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < colors.length; i++) {
            int red = bytes[3 * i] & 0xff;
            int green = bytes[3 * i + 1] & 0xff;
            colors[i] = red << 16 | green << 8 | (bytes[3 * i + 2] & 0xff);
        }
        return image;
    }

    /** A rectangle of it; parts outside are black (and transparent). */
    public Pixels crop(int left, int top, int right, int bottom) {
        Pixels part = blank(right - left, bottom - top, channels);
        for (int y = Math.max(top, 0); y < Math.min(bottom, height); y++) {
            int from = Math.max(left, 0);
            int to = Math.min(right, width);
            if (to > from) {
                System.arraycopy(
                        bytes,
                        (y * width + from) * channels,
                        part.bytes,
                        ((y - top) * part.width + from - left) * channels,
                        (to - from) * channels);
            }
        }
        return part;
    }

    /** Copies another picture of as many channels over this one; parts outside are left out. */
    void paste(Pixels other, int left, int top) {
        for (int y = Math.max(0, -top); y < Math.min(other.height, height - top); y++) {
            int from = Math.max(0, -left);
            int to = Math.min(other.width, width - left);
            if (to > from) {
                System.arraycopy(
                        other.bytes,
                        (y * other.width + from) * channels,
                        bytes,
                        ((y + top) * width + from + left) * channels,
                        (to - from) * channels);
            }
        }
    }
}
