package dev.sfumato.benchmarks.batching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Mixed work: a deck with as many cards of each kind as belongs to its share.
 *
 * @param deck every combination of size, steps and guidance
 */
record Mix(List<Card> deck) {
    /** 4 to 50 steps, 19 on average; a third short, as few-step models are used. */
    private static final int[] STEPS = {4, 4, 4, 8, 20, 20, 20, 30, 30, 50};

    /** 4 to 30 steps, 12 on average: more requests in a minute of a slow device. */
    private static final int[] SHORTER = {4, 4, 4, 8, 8, 12, 12, 20, 20, 30};

    Mix {
        deck = List.copyOf(deck);
    }

    /** These square sizes with 4 to 50 steps, with and without guidance. */
    static Mix of(int... sizes) {
        return combined(STEPS, sizes);
    }

    /** These square sizes with 4 to 30 steps, with and without guidance. */
    static Mix shorter(int... sizes) {
        return combined(SHORTER, sizes);
    }

    private static Mix combined(int[] allSteps, int[] sizes) {
        List<Card> deck = new ArrayList<>();
        for (int size : sizes) {
            for (int steps : allSteps) {
                deck.add(new Card(size, size, steps, true));
                deck.add(new Card(size, size, steps, false));
            }
        }
        return new Mix(deck);
    }

    /** The same without guidance. */
    Mix plain() {
        return new Mix(deck.stream().filter(card -> !card.guided()).toList());
    }

    /** Those with the fewest steps. */
    Mix shortest() {
        int least = deck.stream().mapToInt(Card::steps).min().orElseThrow();
        return new Mix(deck.stream().filter(card -> card.steps() == least).toList());
    }

    /** The card whose steps take longest. */
    Card largest() {
        return deck.stream()
                .max(Comparator.comparingDouble(card -> card.rows() * card.megapixels()))
                .orElseThrow();
    }

    /** Cards dealt from decks shuffled one after the other, so that any stretch is much alike. */
    List<Card> deal(int count, Random random) {
        List<Card> dealt = new ArrayList<>();
        while (dealt.size() < count) {
            List<Card> shuffled = new ArrayList<>(deck);
            Collections.shuffle(shuffled, random);
            dealt.addAll(shuffled);
        }
        return dealt.subList(0, count);
    }
}
