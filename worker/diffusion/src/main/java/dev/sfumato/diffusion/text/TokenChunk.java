package dev.sfumato.diffusion.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One window of a prompt: a full sequence of ids and a weight for each. Prompts longer than the
 * encoder's window become several, encoded apart and laid end to end. Immutable.
 */
public final class TokenChunk {

    private final int[] ids;
    private final float[] weights;

    private TokenChunk(int[] ids, float[] weights) {
        this.ids = ids;
        this.weights = weights;
    }

    /** Start, up to length - 2 tokens, end, padding; a copy. */
    public int[] ids() {
        return ids.clone();
    }

    /** One per id; start, end and padding have 1. A copy. */
    public float[] weights() {
        return weights.clone();
    }

    /** True where any token counts more or less than plain. */
    public boolean isWeighted() {
        for (float weight : weights) {
            if (weight != 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Cuts parts of a prompt into windows, at least one.
     *
     * @param atMost windows kept; later words are left out
     */
    public static List<TokenChunk> of(
            ClipTokenizer tokenizer, List<WeightedText> parts, int atMost) {
        if (atMost < 1) {
            throw new IllegalArgumentException("atMost must be at least 1, got " + atMost);
        }
        var ids = new ArrayList<Integer>();
        var weights = new ArrayList<Double>();
        for (WeightedText part : parts) {
            for (int id : tokenizer.words(part.text())) {
                ids.add(id);
                weights.add(part.weight());
            }
        }
        int room = tokenizer.length() - 2;
        var chunks = new ArrayList<TokenChunk>();
        for (int from = 0; chunks.size() < atMost; from += room) {
            if (from >= ids.size() && from > 0) {
                break;
            }
            int to = Math.min(from + room, ids.size());
            chunks.add(of(tokenizer, ids.subList(from, to), weights.subList(from, to)));
        }
        return List.copyOf(chunks);
    }

    private static TokenChunk of(ClipTokenizer tokenizer, List<Integer> words, List<Double> parts) {
        var ids = new int[tokenizer.length()];
        var weights = new float[ids.length];
        Arrays.fill(ids, tokenizer.pad());
        Arrays.fill(weights, 1);
        ids[0] = tokenizer.start();
        for (int i = 0; i < words.size(); i++) {
            ids[i + 1] = words.get(i);
            weights[i + 1] = parts.get(i).floatValue();
        }
        ids[words.size() + 1] = tokenizer.end();
        return new TokenChunk(ids, weights);
    }

    /**
     * Multiplies each token's embedding by its weight, then all of them so that their mean is what
     * it was.
     *
     * @param embedding this window's, token after token, {@code width} floats each; changed
     */
    public void weigh(float[] embedding, int width) {
        if (embedding.length != ids.length * width) {
            throw new IllegalArgumentException(
                    "embedding must hold %d x %d floats, got %d"
                            .formatted(ids.length, width, embedding.length));
        }
        if (!isWeighted()) {
            return;
        }
        double before = mean(embedding);
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] *= weights[i / width];
        }
        double after = mean(embedding);
        if (after == 0) {
            return;
        }
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = (float) (embedding[i] * (before / after));
        }
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
