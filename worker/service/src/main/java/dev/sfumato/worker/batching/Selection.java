package dev.sfumato.worker.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses whose rows travel in the next call. Runs that haven't made a step go first, oldest first,
 * since that's what watchers wait for; then the earliest virtual finish. Whoever is first decides
 * the shape; others of that shape join in the same order while there are rows left.
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
        int free = costs.limit(first.call()) - first.call().rows().size();
        List<W> chosen = new ArrayList<>();
        chosen.add(first);
        for (W next : ordered.subList(1, ordered.size())) {
            int rows = next.call().rows().size();
            if (rows <= free && costs.canShare(first.call(), next.call())) {
                chosen.add(next);
                free -= rows;
            }
        }
        return chosen;
    }
}
