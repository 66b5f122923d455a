package dev.sfumato.diffusion.onnx;

import java.util.HashMap;
import java.util.Map;

/** The cells of one input or output of a binding. */
final class Feed {
    private final Cells cells;
    private final int perRow;
    private final int[] rowShape;
    private final Map<Integer, long[]> shapes = new HashMap<>();

    /**
     * Not yet of any number of rows.
     *
     * @param perRow cells per row; 0 where all rows share one value
     * @param rowShape dimensions without the batch
     */
    Feed(Cells cells, int perRow, int[] rowShape) {
        this.cells = cells;
        this.perRow = perRow;
        this.rowShape = rowShape;
    }

    Cells cells() {
        return cells;
    }

    int perRow() {
        return perRow;
    }

    int[] rowShape() {
        return rowShape;
    }

    /** Whole dimensions by number of rows. */
    Map<Integer, long[]> shapes() {
        return shapes;
    }
}
