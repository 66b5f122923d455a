package dev.sfumato.diffusion.image;

/** Puts what was painted back into the picture it belongs to, in Pillow's 8-bit arithmetic. */
final class Overlay {
    private Overlay() {}

    /**
     * The original where the mask is black, the painted picture where it is white.
     *
     * @param mask grey, in the original's size
     * @param original RGB
     * @param painted RGB, in the original's size
     */
    static Pixels apply(Pixels mask, Pixels original, Pixels painted) {
        Pixels out = Pixels.blank(original.width(), original.height(), 3);
        for (int i = 0; i < mask.bytes().length; i++) {
            int alpha = 255 - (mask.bytes()[i] & 0xff);
            for (int c = 0; c < 3; c++) {
                int kept = original.bytes()[i * 3 + c] & 0xff;
                int beneath = painted.bytes()[i * 3 + c] & 0xff;
                out.bytes()[i * 3 + c] =
                        (byte) over(divided(multiplied(kept, alpha), alpha), alpha, beneath);
            }
        }
        return out;
    }

    /** The painted part of a picture: the rest is black. */
    static Pixels placed(Pixels painted, Region region, int width, int height) {
        Pixels out = Pixels.blank(width, height, 3);
        out.paste(
                Fit.CROP.apply(painted, region.width(), region.height(), Resample.LANCZOS),
                region.left(),
                region.top());
        return out;
    }

    private static int multiplied(int value, int alpha) {
        int product = value * alpha + 128;
        return ((product >> 8) + product) >> 8;
    }

    private static int divided(int value, int alpha) {
        return alpha == 0 || alpha == 255 ? value : Math.min(255, 255 * value / alpha);
    }

    private static int over(int value, int alpha, int beneath) {
        if (alpha == 0) {
            return beneath;
        }
        int above = alpha * 255 * 255 * (1 << 7) / (255 * 255);
        int mixed = value * above + beneath * (255 * (1 << 7) - above) + (0x80 << 7);
        return (((mixed >> 8) + mixed) >> 8) >> 7;
    }
}
