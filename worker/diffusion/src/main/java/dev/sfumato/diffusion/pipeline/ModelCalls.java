package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * The calls of one run's denoiser: with or without the rows of guidance, of the whole graph or, by
 * a {@link Shortcut}, of the shallow one with the features of the last whole call. Each is made
 * once.
 */
final class ModelCalls {
    private final Denoising.Model model;
    private final Levers levers;
    private final List<Track> tracks;
    private final boolean[] whole;
    private final Map<Boolean, Need.Call> wholeCalls = new LinkedHashMap<>();
    private final Map<Boolean, Need.Call> shallowCalls = new LinkedHashMap<>();
    private final List<Features> features = new ArrayList<>();

    /** What the inner layers said of one artifact. */
    private record Features(Tensor.Floats conditional, Tensor.Floats unconditional) {}

    /**
     * The calls from {@code first} to {@code end}.
     *
     * @param guided which of them need the rows without prompt
     */
    ModelCalls(
            Denoising.Model model,
            Levers levers,
            List<Track> tracks,
            int first,
            int end,
            IntPredicate guided) {
        this.model = model;
        this.levers = levers;
        this.tracks = tracks;
        Shortcut shortcut = levers.shortcut();
        whole = wholeCalls(first, end, shortcut == null ? 1 : shortcut.interval(), guided);
    }

    /** Whether a call computes all layers, and so needs nothing of the calls before. */
    boolean isWhole(int call) {
        return call >= whole.length || whole[call];
    }

    Need.Call get(int call, boolean guided) {
        return isWhole(call)
                ? wholeCalls.computeIfAbsent(guided, this::wholeCall)
                : shallowCalls.computeIfAbsent(guided, this::shallowCall);
    }

    /** Remembers the features of a whole call for the shallow ones that follow. */
    void keep(int call, boolean guided, Outputs.Tensors tensors) {
        Shortcut shortcut = levers.shortcut();
        if (shortcut == null || !isWhole(call) || isWhole(call + 1)) {
            return;
        }
        if (features.isEmpty()) {
            int[] shape = tensors.shape(shortcut.feature());
            tracks.forEach(
                    track -> features.add(new Features(Tensor.zeros(shape), Tensor.zeros(shape))));
        }
        int row = 0;
        for (Features kept : features) {
            if (guided) {
                tensors.read(shortcut.feature(), row++, kept.unconditional.values());
            }
            tensors.read(shortcut.feature(), row++, kept.conditional.values());
        }
    }

    private Need.Call wholeCall(boolean guided) {
        Shortcut shortcut = levers.shortcut();
        List<String> outputs =
                shortcut == null
                        ? List.of(model.output())
                        : List.of(model.output(), shortcut.feature());
        List<Row> rows = new ArrayList<>();
        tracks.forEach(track -> rows.addAll(track.rows(guided)));
        return new Need.Call(model.component(), Rows.of(rows), outputs, levers.lora());
    }

    private Need.Call shallowCall(boolean guided) {
        Shortcut shortcut = Objects.requireNonNull(levers.shortcut());
        List<Row> rows = new ArrayList<>();
        for (int k = 0; k < tracks.size(); k++) {
            List<Row> own = tracks.get(k).rows(guided);
            if (own.size() == 2) {
                rows.add(shallow(own.getFirst(), features.get(k).unconditional, shortcut));
            }
            rows.add(shallow(own.getLast(), features.get(k).conditional, shortcut));
        }
        return new Need.Call(
                shortcut.component(), Rows.of(rows), List.of(model.output()), levers.lora());
    }

    private static Row shallow(Row row, Tensor.Floats feature, Shortcut shortcut) {
        Map<String, @Nullable Tensor> inputs = new LinkedHashMap<>(row.inputs());
        inputs.put(shortcut.feature(), feature);
        inputs.keySet().retainAll(shortcut.inputs());
        return new Row(inputs);
    }

    /**
     * Every {@code interval}-th call since the last whole one, and the first with guidance after
     * whole ones without.
     */
    private static boolean[] wholeCalls(int first, int end, int interval, IntPredicate guided) {
        var whole = new boolean[end];
        int last = first;
        for (int call = first; call < end; call++) {
            boolean missing = guided.test(call) && !guided.test(last);
            whole[call] = call == first || call - last >= interval || missing;
            last = whole[call] ? call : last;
        }
        return whole;
    }
}
