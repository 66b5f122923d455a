package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A graph over a plane cut into tiles, the results joined by linear blending. Never more than two
 * rows of tiles are held; a call has several tiles only where they are of one size.
 */
final class TiledCall implements Stage {
    private final Component component;
    private final String input;
    private final String output;
    private final Tensor.Floats whole;
    private final Tiles tiles;
    private final List<Integer> rows;
    private final List<Integer> columns;
    private List<Tensor.Floats> above = List.of();
    private final List<Tensor.Floats> row = new ArrayList<>();
    private int at;
    private Tensor.@Nullable Floats joined;

    /**
     * For one plane.
     *
     * @param input name of the graph's only input
     * @param output name of the output to join
     * @param whole channels, rows, columns; kept until the stage is through
     */
    TiledCall(Component component, String input, String output, Tensor.Floats whole, Tiles tiles) {
        this.component = component;
        this.input = input;
        this.output = output;
        this.whole = whole;
        this.tiles = tiles;
        rows = tiles.rows();
        columns = tiles.columns();
    }

    @Override
    public @Nullable Need next() {
        if (at == rows.size()) {
            return null;
        }
        return row.size() < columns.size()
                ? call()
                : new Need.Compute(() -> new Outputs.Computed(joined()));
    }

    @Override
    public void accept(Outputs outputs) {
        switch (outputs) {
            case Outputs.Tensors tensors -> {
                for (int i = 0; i < tensors.rows(); i++) {
                    row.add(read(component, tensors, output, i));
                }
                if (tiles.isWhole()) {
                    joined = row.getFirst();
                    at++;
                }
            }
            case Outputs.Computed computed -> {
                joined = (Tensor.Floats) computed.value();
                above = List.copyOf(row);
                row.clear();
                at++;
            }
        }
    }

    /** Everything joined; there once nothing more is needed. */
    Tensor.Floats result() {
        return Objects.requireNonNull(joined);
    }

    private Need.Call call() {
        List<Row> batch = new ArrayList<>();
        int first = columns.get(row.size());
        int width = tiles.length(first, tiles.width());
        for (int k = row.size(); k < columns.size() && batch.size() < tiles.together(); k++) {
            int left = columns.get(k);
            if (tiles.length(left, tiles.width()) == width) {
                batch.add(new Row(Map.of(input, cut(rows.get(at), left, width))));
            }
        }
        return new Need.Call(component, Rows.of(batch), List.of(output));
    }

    private Tensor.Floats cut(int top, int left, int width) {
        int height = tiles.length(top, tiles.height());
        if (height == tiles.height() && width == tiles.width()) {
            return whole;
        }
        int channels = whole.shape()[0];
        Tensor.Floats tile = Tensor.zeros(channels, height, width);
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(
                        whole.values(),
                        (c * tiles.height() + top + y) * tiles.width() + left,
                        tile.values(),
                        (c * height + y) * width,
                        width);
            }
        }
        return tile;
    }

    /**
     * One row of what a component gave.
     *
     * @throws DiffusionException if a number in it isn't finite
     */
    static Tensor.Floats read(
            Component component, Outputs.Tensors tensors, String output, int index) {
        Tensor.Floats tile = Tensor.zeros(tensors.shape(output));
        tensors.read(output, index, tile.values());
        for (float value : tile.values()) {
            if (!Float.isFinite(value)) {
                throw new DiffusionException(new Failure.NonFinite(component.name(), 0));
            }
        }
        return tile;
    }

    /** The result so far with this row of tiles in it. */
    private Tensor.Floats joined() {
        Tensor.Floats out = joined;
        if (out == null) {
            int channels = row.getFirst().shape()[0];
            out = Tensor.zeros(channels, tiles.joined(tiles.height()), tiles.joined(tiles.width()));
        }
        for (int k = 0; k < row.size(); k++) {
            if (at > 0) {
                Blend.down(above.get(k), row.get(k), tiles.overlap());
            }
            if (k > 0) {
                Blend.across(row.get(k - 1), row.get(k), tiles.overlap());
            }
            Blend.place(row.get(k), out, at * tiles.kept(), k * tiles.kept(), tiles.kept());
        }
        return out;
    }
}
