package dev.sfumato.benchmarks.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A request that comes whether or not earlier ones are served.
 *
 * @param number from 0
 * @param nanos when it comes, since the beginning
 */
record Arrival(int number, long nanos, Card card) {
    private static final double SECOND = 1e9;

    /**
     * Arrivals of a Poisson process, given that there are {@code count} of them until {@code count
     * / perSecond}: exponential gaps, all stretched alike. So the load is exactly what it should
     * be. Equal seeds give equal arrivals.
     */
    static List<Arrival> poisson(Mix mix, int count, double perSecond, long seed) {
        var random = new Random(seed);
        List<Card> cards = mix.deal(count, random);
        var times = new double[count + 1];
        double time = 0;
        for (int i = 0; i <= count; i++) {
            time -= Math.log(1 - random.nextDouble());
            times[i] = time;
        }
        double scale = SECOND * count / perSecond / time;
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arrivals.add(new Arrival(i, Math.round(scale * times[i]), cards.get(i)));
        }
        return List.copyOf(arrivals);
    }

    /** Whole decks that are all there at the beginning. */
    static List<Arrival> backlog(Mix mix, int decks, long seed) {
        List<Card> cards = mix.deal(decks * mix.deck().size(), new Random(seed));
        List<Arrival> arrivals = new ArrayList<>();
        for (Card card : cards) {
            arrivals.add(new Arrival(arrivals.size(), 0, card));
        }
        return List.copyOf(arrivals);
    }
}
