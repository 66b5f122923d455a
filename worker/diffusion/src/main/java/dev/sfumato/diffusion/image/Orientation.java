package dev.sfumato.diffusion.image;

/** Turns and mirrors pictures as Exif's orientation says. */
final class Orientation {
    private Orientation() {}

    /**
     * The picture as it is meant to be seen.
     *
     * @param orientation 1 to 8; 1 gives the picture itself
     */
    static Pixels upright(Pixels stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        boolean swapped = orientation >= 5;
        Pixels out =
                Pixels.blank(
                        swapped ? stored.height() : stored.width(),
                        swapped ? stored.width() : stored.height(),
                        stored.channels());
        int right = stored.width() - 1;
        int bottom = stored.height() - 1;
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                boolean mirrored = orientation == 2 || orientation == 3;
                mirrored |= orientation == 7 || orientation == 8;
                boolean flipped = orientation == 3 || orientation == 4;
                flipped |= orientation == 6 || orientation == 7;
                copy(
                        stored,
                        mirrored ? right - column : column,
                        flipped ? bottom - row : row,
                        out,
                        x,
                        y);
            }
        }
        return out;
    }

    private static void copy(Pixels from, int x, int y, Pixels into, int toX, int toY) {
        int channels = from.channels();
        System.arraycopy(
                from.bytes(),
                (y * from.width() + x) * channels,
                into.bytes(),
                (toY * into.width() + toX) * channels,
                channels);
    }
}
