package dev.sfumato.diffusion.image;

import java.util.ArrayList;
import java.util.List;

/**
 * How a large plane is cut into overlapping tiles and how their results overlap: the reference's
 * rule. Tiles begin every three quarters of their side; those at the right and lower edge are what
 * is left.
 *
 * @param height of the plane that is cut, in its own positions
 * @param width the same
 * @param side of a whole tile, in positions of what is cut
 * @param outSide of a whole tile's result
 * @param together most tiles in one call
 */
record Tiles(int height, int width, int side, int outSide, int together) {
    private static final int PARTS = 4;

    /** Nothing is cut. */
    static Tiles none(int height, int width) {
        int side = Math.max(height, width);
        return new Tiles(height, width, side, side, 1);
    }

    /** Whether there is only one. */
    boolean isWhole() {
        return side >= height && side >= width;
    }

    /** First positions along a dimension of {@code length}. */
    private List<Integer> starts(int length) {
        if (isWhole()) {
            return List.of(0);
        }
        List<Integer> starts = new ArrayList<>();
        for (int at = 0; at < length; at += side / PARTS * (PARTS - 1)) {
            starts.add(at);
        }
        return starts;
    }

    /** First position of each row of tiles. */
    List<Integer> rows() {
        return starts(height);
    }

    /** First position of each column of tiles. */
    List<Integer> columns() {
        return starts(width);
    }

    /** Length of the tile that begins at {@code start}. */
    int length(int start, int whole) {
        return Math.min(side, whole - start);
    }

    /** Positions over which a result fades into the next one. */
    int overlap() {
        return outSide / PARTS;
    }

    /** Positions of a result that are kept; what follows belongs to the next tile. */
    int kept() {
        return outSide - overlap();
    }

    /** Positions of the joined result for those of the plane. */
    int joined(int length) {
        return Math.toIntExact((long) length * outSide / side);
    }
}
