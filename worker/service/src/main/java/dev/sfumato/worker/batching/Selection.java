package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Need;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;

/**
 * Chooses whose rows travel in the next call. Runs that haven't made a step go first, oldest first,
 * since that's what watchers wait for; then the earliest virtual finish. Whoever is first decides
 * the shape; others of that shape join in the same order while there are rows left.
 */
final class Selection {
    /** Something that waits for a call. */
    interface Waiting {
        Need.Call call();

        /** Whether it hasn't made a step yet. */
        boolean isNew();

        /** Its tag of {@link VirtualTime}. */
        double finish();

        /** When it came, as a number that grows. */
        long order();
    }

    private Selection() {}

    /**
     * The members of the next call, the first one deciding its shape.
     *
     * @param waiting at least one
     * @param rowLimit rows that a call of this shape may have; whoever is first travels in any case
     * @param canShare whether two calls may travel together
     */
    static <W extends Waiting> List<W> choose(
            List<W> waiting,
            ToIntFunction<Need.Call> rowLimit,
            BiPredicate<Need.Call, Need.Call> canShare) {
        List<W> ordered = new ArrayList<>(waiting);
        ordered.sort(
                Comparator.comparing(Waiting::isNew, Comparator.reverseOrder())
                        .thenComparingDouble(w -> w.isNew() ? 0 : w.finish())
                        .thenComparingLong(Waiting::order));
        W first = ordered.getFirst();
        int free = rowLimit.applyAsInt(first.call()) - first.call().rows().size();
        List<W> chosen = new ArrayList<>();
        chosen.add(first);
        for (W next : ordered.subList(1, ordered.size())) {
            int rows = next.call().rows().size();
            if (rows <= free && canShare.test(first.call(), next.call())) {
                chosen.add(next);
                free -= rows;
            }
        }
        return chosen;
    }
}
