package dev.sfumato.diffusion.image;

/**
 * Resizing as Pillow does it: one axis after the other, each rounded to 8 bits, with weights in
 * 22-bit fixed point; pictures with transparency are multiplied by it first.
 */
public final class Resize {
    private static final int PRECISION = 22;

    private Resize() {}

    /** The picture in another size; itself if nothing changes. */
    public static Pixels to(Pixels picture, int width, int height, Resample filter) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        if (filter == Resample.NEAREST) {
            return nearest(picture, width, height);
        }
        if (picture.channels() == 4) {
            return divided(filtered(multiplied(picture), width, height, filter));
        }
        return filtered(picture, width, height, filter);
    }

    private static Pixels filtered(Pixels picture, int width, int height, Resample filter) {
        Pixels wide =
                width == picture.width()
                        ? picture
                        : horizontal(picture, Kernel.of(picture.width(), width, filter));
        return height == wide.height()
                ? wide
                : vertical(wide, Kernel.of(wide.height(), height, filter));
    }

    /**
     * Rows made of the edge at row {@code at} alone, as the reference fills what a picture leaves
     * free.
     */
    static Pixels edgeRows(Pixels picture, int at, int height) {
        return vertical(picture, Kernel.of(picture.height(), height, at, at, Resample.BICUBIC));
    }

    /** Columns made of the edge at column {@code at} alone. */
    static Pixels edgeColumns(Pixels picture, int at, int width) {
        return horizontal(picture, Kernel.of(picture.width(), width, at, at, Resample.BICUBIC));
    }

    private static Pixels nearest(Pixels picture, int width, int height) {
        Pixels out = Pixels.blank(width, height, picture.channels());
        for (int y = 0; y < height; y++) {
            int fromY = (int) ((y + 0.5) * picture.height() / height);
            for (int x = 0; x < width; x++) {
                int fromX = (int) ((x + 0.5) * picture.width() / width);
                System.arraycopy(
                        picture.bytes(),
                        (fromY * picture.width() + fromX) * picture.channels(),
                        out.bytes(),
                        (y * width + x) * picture.channels(),
                        picture.channels());
            }
        }
        return out;
    }

    private static Pixels horizontal(Pixels picture, Kernel kernel) {
        int channels = picture.channels();
        Pixels out = Pixels.blank(kernel.size(), picture.height(), channels);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < kernel.size(); x++) {
                for (int c = 0; c < channels; c++) {
                    int sum = 1 << (PRECISION - 1);
                    for (int k = 0; k < kernel.count(x); k++) {
                        sum += picture.at(kernel.first(x) + k, y, c) * kernel.weight(x, k);
                    }
                    out.bytes()[(y * kernel.size() + x) * channels + c] = clip(sum);
                }
            }
        }
        return out;
    }

    private static Pixels vertical(Pixels picture, Kernel kernel) {
        int channels = picture.channels();
        Pixels out = Pixels.blank(picture.width(), kernel.size(), channels);
        for (int y = 0; y < kernel.size(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                for (int c = 0; c < channels; c++) {
                    int sum = 1 << (PRECISION - 1);
                    for (int k = 0; k < kernel.count(y); k++) {
                        sum += picture.at(x, kernel.first(y) + k, c) * kernel.weight(y, k);
                    }
                    out.bytes()[(y * picture.width() + x) * channels + c] = clip(sum);
                }
            }
        }
        return out;
    }

    private static byte clip(int sum) {
        return (byte) Math.clamp(sum >> PRECISION, 0, 255);
    }

    private static Pixels multiplied(Pixels picture) {
        Pixels out = Pixels.blank(picture.width(), picture.height(), 4);
        for (int i = 0; i < picture.bytes().length; i += 4) {
            int alpha = picture.bytes()[i + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                int product = (picture.bytes()[i + c] & 0xff) * alpha + 128;
                out.bytes()[i + c] = (byte) ((product + (product >> 8)) >> 8);
            }
            out.bytes()[i + 3] = (byte) alpha;
        }
        return out;
    }

    private static Pixels divided(Pixels picture) {
        for (int i = 0; i < picture.bytes().length; i += 4) {
            int alpha = picture.bytes()[i + 3] & 0xff;
            if (alpha != 0 && alpha != 255) {
                for (int c = 0; c < 3; c++) {
                    picture.bytes()[i + c] =
                            (byte) Math.min(255, 255 * (picture.bytes()[i + c] & 0xff) / alpha);
                }
            }
        }
        return picture;
    }
}
