package dev.sfumato.benchmarks.batching;

import dev.sfumato.worker.batching.Costs;
import dev.sfumato.worker.batching.Policy;
import dev.sfumato.worker.batching.Waiting;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects a batch, makes all its pictures, then collects the next: nobody joins meanwhile. A batch
 * is the one that has waited longest and others of its size that wait, in the order in which they
 * came. Kinder than what servers do: it doesn't wait for a batch to fill, mixes numbers of steps
 * and guidance, and who is through leaves at once and takes no part in later calls.
 */
final class StaticBatches implements Policy {
    private final int maxRows;
    private Set<Waiting> batch = Set.of();

    /**
     * No batch yet.
     *
     * @param maxRows rows in a batch at most
     */
    StaticBatches(int maxRows) {
        this.maxRows = maxRows;
    }

    @Override
    public <W extends Waiting> List<W> choose(List<W> waiting, Costs costs) {
        List<W> ordered =
                waiting.stream().sorted(Comparator.comparingLong(Waiting::order)).toList();
        if (waiting.stream().noneMatch(batch::contains)) {
            batch = collect(ordered);
        }
        List<W> travelling = ordered.stream().filter(batch::contains).toList();
        W first = travelling.getFirst();
        return travelling.stream()
                .filter(each -> costs.canShare(first.call(), each.call()))
                .toList();
    }

    private Set<Waiting> collect(List<? extends Waiting> ordered) {
        Card first = card(ordered.getFirst());
        Set<Waiting> collected = new HashSet<>();
        int rows = 0;
        for (Waiting next : ordered) {
            Card card = card(next);
            boolean fits =
                    card.width() == first.width()
                            && card.height() == first.height()
                            && rows + card.rows() <= maxRows;
            if (fits || collected.isEmpty()) {
                collected.add(next);
                rows += card.rows();
            }
        }
        return collected;
    }

    private static Card card(Waiting waiting) {
        return ((Job) waiting.run()).card();
    }
}
