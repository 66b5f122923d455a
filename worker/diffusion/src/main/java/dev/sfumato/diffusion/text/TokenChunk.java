package dev.sfumato.diffusion.text;

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

    /**
     * Cuts a prompt with weights into windows: as many words as fit between start and end, a new
     * window also at each {@code BREAK}. A window that is full gives the words behind its last
     * comma to the next one, if they are at most 20 tokens.
     *
     * @return at least one window
     */
    public static List<TokenChunk> weighted(ClipTokenizer tokenizer, String prompt) {
        return new ChunkWriter(tokenizer).chunks(WeightedText.sections(prompt));
    }

    /** A full sequence in which every token has the weight 1. */
    public static TokenChunk plain(int... sequence) {
        var weights = new float[sequence.length];
        Arrays.fill(weights, 1);
        return new TokenChunk(sequence.clone(), weights);
    }

    /** Start, the words, end, padding. */
    static TokenChunk of(ClipTokenizer tokenizer, List<Integer> words, List<Float> wordWeights) {
        var ids = new int[tokenizer.length()];
        var weights = new float[ids.length];
        Arrays.fill(ids, tokenizer.pad());
        Arrays.fill(weights, 1);
        ids[0] = tokenizer.start();
        for (int i = 0; i < words.size(); i++) {
            ids[i + 1] = words.get(i);
            weights[i + 1] = wordWeights.get(i);
        }
        ids[words.size() + 1] = tokenizer.end();
        return new TokenChunk(ids, weights);
    }

    /** Start, up to length - 2 words, end, padding; a copy. */
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
     * Multiplies each token's embedding by its weight, then all of them by one factor so that their
     * mean is what it was: AUTOMATIC1111's rule. Where all weights are 1 nothing changes.
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
