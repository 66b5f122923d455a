package dev.sfumato.worker.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses whose rows travel in the next call. Runs that haven't made a step go first, oldest first,
 * since that's what watchers wait for; then the earliest virtual finish. Whoever is first decides
 * the shape; others of that shape join in the same order while there are rows left and their
 * joining pays.
 *
 * <p>A run that joins makes the call longer for those who travel already, and spares the device a
 * call of its own, which brings forward itself and all who wait behind. It joins if the second,
 * over all of those, is worth at least as much time as the first. So a few runs go one after the
 * other where rows cost nearly their full price, which makes pictures sooner on average; many share
 * calls up to the limit, which makes the most pictures; and rows that cost nothing are always
 * taken.
 */
final class Selection implements Policy {
    private static final Comparator<Waiting> ORDER =
            Comparator.comparing(Waiting::isNew, Comparator.reverseOrder())
                    .thenComparingDouble(w -> w.isNew() ? 0 : w.finish())
                    .thenComparingLong(Waiting::order);

    @Override
    public <W extends Waiting> List<W> choose(List<W> waiting, Costs costs) {
        List<W> ordered = new ArrayList<>(waiting);
        ordered.sort(ORDER);
        W first = ordered.getFirst();
        List<W> chosen = new ArrayList<>();
        chosen.add(first);
        int limit = costs.limit(first.call());
        int rows = first.call().rows().size();
        for (W next : ordered.subList(1, ordered.size())) {
            int more = next.call().rows().size();
            if (rows + more <= limit
                    && costs.canShare(first.call(), next.call())
                    && pays(first, rows, more, chosen.size(), ordered.size(), costs)) {
                chosen.add(next);
                rows += more;
            }
        }
        return chosen;
    }

    /** Whether {@code more} rows may join {@code rows}; true as long as costs aren't known. */
    private static boolean pays(
            Waiting first, int rows, int more, int travelling, int waiting, Costs costs) {
        double longer =
                costs.expected(first.call(), rows + more) - costs.expected(first.call(), rows);
        double spared = costs.expected(first.call(), more) - longer;
        return spared * (waiting - travelling) >= longer * travelling;
    }
}
