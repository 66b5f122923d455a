package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Tensor;

/** Fades tiles (channels, rows, columns) into each other. */
final class Blend {
    private Blend() {}

    /** The last rows of {@code upper} fade into the first ones of {@code lower}, in place. */
    static void down(Tensor.Floats upper, Tensor.Floats lower, int most) {
        int height = lower.shape()[1];
        int width = lower.shape()[2];
        int upperHeight = upper.shape()[1];
        int extent = Math.min(Math.min(upperHeight, height), most);
        for (int c = 0; c < lower.shape()[0]; c++) {
            for (int y = 0; y < extent; y++) {
                int from = (c * upperHeight + upperHeight - extent + y) * width;
                int into = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    lower.values()[into + x] =
                            mixed(upper.values()[from + x], lower.values()[into + x], y, extent);
                }
            }
        }
    }

    /** The last columns of {@code left} fade into the first ones of {@code right}, in place. */
    static void across(Tensor.Floats left, Tensor.Floats right, int most) {
        int width = right.shape()[2];
        int leftWidth = left.shape()[2];
        int extent = Math.min(Math.min(leftWidth, width), most);
        int lines = right.shape()[0] * right.shape()[1];
        for (int line = 0; line < lines; line++) {
            int from = (line + 1) * leftWidth - extent;
            int into = line * width;
            for (int x = 0; x < extent; x++) {
                right.values()[into + x] =
                        mixed(left.values()[from + x], right.values()[into + x], x, extent);
            }
        }
    }

    private static float mixed(float before, float after, int position, int extent) {
        double share = (double) position / extent;
        return before * (float) (1 - share) + after * (float) share;
    }

    /** Copies at most {@code most} rows and columns of a tile to their place. */
    static void place(Tensor.Floats tile, Tensor.Floats into, int top, int left, int most) {
        int height = Math.min(Math.min(tile.shape()[1], most), into.shape()[1] - top);
        int width = Math.min(Math.min(tile.shape()[2], most), into.shape()[2] - left);
        for (int c = 0; c < tile.shape()[0]; c++) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(
                        tile.values(),
                        (c * tile.shape()[1] + y) * tile.shape()[2],
                        into.values(),
                        (c * into.shape()[1] + top + y) * into.shape()[2] + left,
                        width);
            }
        }
    }
}
