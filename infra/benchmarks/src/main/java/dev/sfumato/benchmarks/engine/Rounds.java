package dev.sfumato.benchmarks.engine;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of which the disturbed ones are left out: those in which others took more than {@value
 * #NOISY} of the machine. Where fewer than {@value #ENOUGH} would be left, all are kept.
 *
 * @param kept those that count
 * @param quiet how many weren't disturbed
 * @param all how many there were
 */
record Rounds<T>(List<T> kept, int quiet, int all) {
    static final double NOISY = 0.1;
    static final int ENOUGH = 5;

    /** Applies the rule. */
    static <T> Rounds<T> of(List<T> all, ToDoubleFunction<T> others) {
        List<T> quiet = all.stream().filter(round -> others.applyAsDouble(round) <= NOISY).toList();
        return new Rounds<>(quiet.size() < ENOUGH ? all : quiet, quiet.size(), all.size());
    }

    /** What was left out, for the report. */
    String text() {
        return kept.size() == all && quiet < all
                ? "all %d kept, %d of them disturbed".formatted(all, all - quiet)
                : "%d of %d kept".formatted(kept.size(), all);
    }
}
