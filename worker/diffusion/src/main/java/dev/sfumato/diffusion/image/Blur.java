package dev.sfumato.diffusion.image;

/**
 * Gaussian blur as Pillow does it: three box blurs whose width, with a fractional edge, gives the
 * same deviation.
 */
final class Blur {
    private static final int PASSES = 3;

    private Blur() {}

    /** A blurred grey picture; {@code sigma} in pixels. */
    static Pixels gaussian(Pixels grey, double sigma) {
        if (sigma <= 0) {
            return grey;
        }
        float radius = radius((float) sigma);
        Pixels out = grey;
        for (int pass = 0; pass < PASSES; pass++) {
            out = box(out, radius);
        }
        out = transposed(out);
        for (int pass = 0; pass < PASSES; pass++) {
            out = box(out, radius);
        }
        return transposed(out);
    }

    /**
     * Gwosdek et al. 2011, "Theoretical Foundations of Gaussian Convolution by Extended Box
     * Filtering".
     */
    private static float radius(float sigma) {
        float variance = sigma * sigma / PASSES;
        float length = (float) Math.sqrt(12.0 * variance + 1.0);
        float whole = (float) Math.floor((length - 1.0) / 2.0);
        float part = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance);
        part /= 6 * (variance - (whole + 1) * (whole + 1));
        return whole + part;
    }

    private static Pixels box(Pixels picture, float radius) {
        Pixels out = Pixels.blank(picture.width(), picture.height(), 1);
        int whole = (int) radius;
        long weight = (long) ((1 << 24) / (radius * 2 + 1));
        long edge = ((1 << 24) - (whole * 2 + 1) * weight) / 2;
        int last = picture.width() - 1;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x <= last; x++) {
                long sum = 0;
                for (int k = -whole; k <= whole; k++) {
                    sum += picture.at(Math.clamp(x + k, 0, last), y, 0);
                }
                int edges =
                        picture.at(Math.clamp(x - whole - 1, 0, last), y, 0)
                                + picture.at(Math.clamp(x + whole + 1, 0, last), y, 0);
                out.bytes()[y * picture.width() + x] =
                        (byte) ((sum * weight + (long) edges * edge + (1 << 23)) >> 24);
            }
        }
        return out;
    }

    private static Pixels transposed(Pixels picture) {
        Pixels out = Pixels.blank(picture.height(), picture.width(), 1);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                out.bytes()[x * picture.height() + y] = picture.bytes()[y * picture.width() + x];
            }
        }
        return out;
    }
}
