package dev.sfumato.diffusion.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding of one word: neighbours are merged, the earliest learned pair first, leftmost
 * first among equals. In time n log n, so that no long word can stall a caller.
 */
final class BytePairs {

    private final Map<String, Map<String, Integer>> ranks = new HashMap<>();

    /** Pairs in the order they were learned. */
    BytePairs(List<Pair> merges) {
        for (int rank = 0; rank < merges.size(); rank++) {
            Pair pair = merges.get(rank);
            ranks.computeIfAbsent(pair.left(), key -> new HashMap<>())
                    .putIfAbsent(pair.right(), rank);
        }
    }

    record Pair(String left, String right) {}

    /** Where a merge can happen, as it stood when it was found. */
    private record Candidate(int rank, int at, String left, String right)
            implements Comparable<Candidate> {

        @Override
        public int compareTo(Candidate other) {
            return rank != other.rank
                    ? Integer.compare(rank, other.rank)
                    : Integer.compare(at, other.at);
        }
    }

    /** What is left of a word's symbols, in order; changes the array. */
    List<String> merge(String[] symbols) {
        return new Word(symbols).merged();
    }

    /** A word being merged: symbols in a doubly linked list over their first positions. */
    private final class Word {

        private final String[] symbols;
        private final int[] before;
        private final int[] after;
        private final PriorityQueue<Candidate> candidates = new PriorityQueue<>();

        Word(String[] symbols) {
            this.symbols = symbols;
            this.before = new int[symbols.length];
            this.after = new int[symbols.length];
            for (int i = 0; i < symbols.length; i++) {
                before[i] = i - 1;
                after[i] = i + 1;
            }
            for (int i = 0; i + 1 < symbols.length; i++) {
                propose(i);
            }
        }

        private void propose(int at) {
            if (at < 0 || after[at] >= symbols.length) {
                return;
            }
            String left = symbols[at];
            String right = symbols[after[at]];
            Integer rank = ranks.getOrDefault(left, Map.of()).get(right);
            if (rank != null) {
                candidates.add(new Candidate(rank, at, left, right));
            }
        }

        List<String> merged() {
            while (!candidates.isEmpty()) {
                Candidate best = candidates.remove();
                int right = after[best.at];
                boolean stands =
                        right < symbols.length
                                && best.left.equals(symbols[best.at])
                                && best.right.equals(symbols[right]);
                if (stands) {
                    join(best.at, right);
                }
            }
            return Arrays.stream(symbols).filter(symbol -> !symbol.isEmpty()).toList();
        }

        private void join(int at, int right) {
            symbols[at] += symbols[right];
            symbols[right] = "";
            after[at] = after[right];
            if (after[at] < symbols.length) {
                before[after[at]] = at;
            }
            after[right] = symbols.length;
            propose(before[at]);
            propose(at);
        }
    }
}
