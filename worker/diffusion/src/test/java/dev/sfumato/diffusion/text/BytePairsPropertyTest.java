package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.text.BytePairs.Pair;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

class BytePairsPropertyTest {

    @Property(tries = 500)
    void mergesLikeTheTextbook(
            @ForAll @Size(max = 12) List<@IntRange(max = 80) Integer> choices,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 2) Integer> word) {
        // Given
        List<Pair> merges = learned(choices);
        String[] symbols =
                word.stream()
                        .map(letter -> String.valueOf((char) ('a' + letter)))
                        .toArray(String[]::new);
        // When
        List<String> merged = new BytePairs(merges).merge(symbols.clone());
        // Then
        assertThat(merged).isEqualTo(textbook(merges, List.of(symbols)));
    }

    @Test
    void copesWithAWordOfAHundredThousandLetters() {
        // Given
        var pairs = new BytePairs(List.of(new Pair("a", "a"), new Pair("aa", "aa")));
        // When
        List<String> merged = pairs.merge("a".repeat(100_001).split(""));
        // Then
        assertThat(merged).hasSize(25_001);
    }

    /** Pairs of symbols that can exist: letters and what was merged before. */
    private static List<Pair> learned(List<Integer> choices) {
        var symbols = new ArrayList<>(List.of("a", "b", "c"));
        var merges = new LinkedHashSet<Pair>();
        for (int choice : choices) {
            int n = symbols.size();
            var pair = new Pair(symbols.get(choice % n), symbols.get(choice / n % n));
            if (merges.add(pair)) {
                symbols.add(pair.left() + pair.right());
            }
        }
        return List.copyOf(merges);
    }

    /** The earliest learned pair that occurs, everywhere from left to right, until none does. */
    private static List<String> textbook(List<Pair> merges, List<String> word) {
        List<String> symbols = word;
        while (true) {
            Pair best = null;
            for (Pair pair : merges) {
                if (best == null && occurs(pair, symbols)) {
                    best = pair;
                }
            }
            if (best == null) {
                return symbols;
            }
            var next = new ArrayList<String>();
            for (int i = 0; i < symbols.size(); i++) {
                boolean here =
                        i + 1 < symbols.size()
                                && symbols.get(i).equals(best.left())
                                && symbols.get(i + 1).equals(best.right());
                next.add(here ? best.left() + best.right() : symbols.get(i));
                i += here ? 1 : 0;
            }
            symbols = next;
        }
    }

    private static boolean occurs(Pair pair, List<String> symbols) {
        for (int i = 0; i + 1 < symbols.size(); i++) {
            if (symbols.get(i).equals(pair.left()) && symbols.get(i + 1).equals(pair.right())) {
                return true;
            }
        }
        return false;
    }
}
