package dev.sfumato.worker.batching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses whose rows travel in the next call. Runs that haven't made a step go first, oldest first,
 * since that's what watchers wait for; then the earliest virtual finish. Whoever is first decides
 * the shape; others of that shape join in the same order while there are rows left, the call stays
 * short and their joining pays.
 *
 * <p><b>Short</b> is measured in the longest step that a run makes alone, lately: whoever comes
 * waits for the call under way, so company makes no call longer than {@value #STEPPING} of those,
 * none in which new runs make their first longer than {@value #ARRIVING}, to which others add no
 * more than the part beyond 1, and none that decodes longer than {@value #DECODING}. When as many
 * wait as there is room for, nobody can come, and only calls that new runs lead need be short.
 *
 * <p><b>It pays</b>: a run that joins makes the call longer for those who travel already, and
 * spares the device a call of its own, which brings forward itself and all who wait behind. It
 * joins if the second, over all of those, is worth at least as much time as the first. So a few
 * runs go one after the other where rows cost nearly their full price, which makes pictures sooner
 * on average; many share calls, which makes more pictures; and rows that cost nothing are always
 * taken.
 *
 * <p><b>Nobody starves</b>: after {@value #PATIENCE} calls in a row that new runs led past others,
 * the one with the earliest virtual finish goes.
 *
 * <p>One device's; its thread owns it.
 */
final class Selection implements Policy {
    static final double ARRIVING = 1.15;
    static final double STEPPING = 2;
    static final double DECODING = 1;
    static final int PATIENCE = 8;

    /** What is left of the longest step after each call. */
    private static final double KEPT = 0.99;

    private static final Comparator<Waiting> ORDER =
            Comparator.comparing(Waiting::isNew, Comparator.reverseOrder())
                    .thenComparingDouble(w -> w.isNew() ? 0 : w.finish())
                    .thenComparingLong(Waiting::order);

    private final int places;
    private double longestStep;
    private int passed;

    /**
     * A device that has met nobody.
     *
     * @param places runs that there is room for
     */
    Selection(int places) {
        this.places = places;
    }

    @Override
    public <W extends Waiting> List<W> choose(List<W> waiting, Costs costs) {
        List<W> ordered = ordered(waiting);
        longestStep = Math.max(KEPT * longestStep, longestStep(ordered, costs));
        W first = ordered.getFirst();
        int limit = costs.limit(first.call());
        int rows = first.call().rows().size();
        List<W> chosen = new ArrayList<>();
        chosen.add(first);
        for (W next : ordered.subList(1, ordered.size())) {
            int more = next.call().rows().size();
            if (rows + more <= limit
                    && costs.canShare(first.call(), next.call())
                    && isShort(first, rows, more, budget(first, next, ordered.size(), costs), costs)
                    && pays(first, rows, more, chosen.size(), ordered.size(), costs)) {
                chosen.add(next);
                rows += more;
            }
        }
        return chosen;
    }

    /** In {@link #ORDER}, but for the one among the others whose turn it is. */
    private <W extends Waiting> List<W> ordered(List<W> waiting) {
        List<W> ordered = new ArrayList<>(waiting);
        ordered.sort(ORDER);
        int arriving = (int) ordered.stream().filter(Waiting::isNew).count();
        if (arriving == 0 || arriving == ordered.size()) {
            passed = 0;
        } else if (passed == PATIENCE) {
            passed = 0;
            ordered.addFirst(ordered.remove(arriving));
        } else {
            passed++;
        }
        return ordered;
    }

    /** The longest call that one of them makes alone on the way through its steps. */
    private static double longestStep(List<? extends Waiting> waiting, Costs costs) {
        return waiting.stream()
                .filter(Waiting::hasSteps)
                .mapToDouble(each -> alone(each, costs))
                .max()
                .orElse(0);
    }

    /** How long {@code next} may make the call that {@code first} leads. */
    private double budget(Waiting first, Waiting next, int waiting, Costs costs) {
        if (first.isNew()) {
            return next.isNew()
                    ? ARRIVING * longestStep
                    : alone(first, costs) + (ARRIVING - 1) * longestStep;
        }
        if (waiting >= places) {
            return Double.POSITIVE_INFINITY;
        }
        return (first.hasSteps() ? STEPPING : DECODING) * longestStep;
    }

    private static double alone(Waiting run, Costs costs) {
        return costs.expected(run.call(), run.call().rows().size());
    }

    /** Whether a call stays within {@code budget}, or takes no longer than without them. */
    private static boolean isShort(Waiting first, int rows, int more, double budget, Costs costs) {
        double together = costs.expected(first.call(), rows + more);
        return together <= budget || together <= costs.expected(first.call(), rows);
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
