package dev.sfumato.diffusion.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The rows that one run contributes to a call: at least one, all of one shape. Made once per run
 * and shape, refilled per step.
 */
public final class Rows {
    private final List<Row> rows;
    private final String shape;

    private Rows(List<Row> rows) {
        this.rows = List.copyOf(rows);
        this.shape = describe(this.rows.getFirst());
        for (Row row : this.rows) {
            if (!describe(row).equals(shape)) {
                throw new IllegalArgumentException(
                        "rows of one call differ: " + shape + " and " + describe(row));
            }
        }
    }

    /** Rows in the order in which their outputs are read back. */
    public static Rows of(List<Row> rows) {
        return new Rows(rows);
    }

    /** The rows, in order. */
    public List<Row> list() {
        return rows;
    }

    /** How many there are. */
    public int size() {
        return rows.size();
    }

    /**
     * Names, types and shapes of the inputs; rows of equal {@code shape} fit in one call of the
     * same component.
     */
    public String shape() {
        return shape;
    }

    private static String describe(Row row) {
        var text = new StringBuilder();
        new TreeMap<>(row.inputs())
                .forEach(
                        (name, tensor) ->
                                text.append(name)
                                        .append(tensor instanceof Tensor.Floats ? ":f32" : ":i64")
                                        .append(Arrays.toString(tensor.shape()))
                                        .append(' '));
        return text.toString();
    }
}
