package dev.sfumato.diffusion.text;

import java.util.ArrayList;
import java.util.List;

/** Fills one window after the other. */
final class ChunkWriter {

    /** Most tokens that move on together from a comma to the next window. */
    private static final int MOST_MOVED = 20;

    private final ClipTokenizer tokenizer;
    private final int room;
    private final int comma;
    private final List<TokenChunk> chunks = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();
    private int lastComma = -1;

    ChunkWriter(ClipTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.room = tokenizer.length() - 2;
        int[] sign = tokenizer.words(",");
        this.comma = sign.length == 1 ? sign[0] : -1;
    }

    List<TokenChunk> chunks(List<List<WeightedText>> sections) {
        for (int i = 0; i < sections.size(); i++) {
            if (i > 0) {
                close();
            }
            for (WeightedText part : sections.get(i)) {
                for (int id : tokenizer.words(part.text())) {
                    add(id, (float) part.weight());
                }
            }
        }
        if (!ids.isEmpty() || chunks.isEmpty()) {
            close();
        }
        return List.copyOf(chunks);
    }

    private void add(int id, float weight) {
        if (id == comma) {
            lastComma = ids.size();
        } else if (ids.size() == room && lastComma >= 0 && room - lastComma <= MOST_MOVED) {
            moveOn(lastComma + 1);
        }
        if (ids.size() == room) {
            close();
        }
        ids.add(id);
        weights.add(weight);
    }

    private void moveOn(int from) {
        List<Integer> movedIds = new ArrayList<>(ids.subList(from, room));
        List<Float> movedWeights = new ArrayList<>(weights.subList(from, room));
        ids.subList(from, room).clear();
        weights.subList(from, room).clear();
        close();
        ids.addAll(movedIds);
        weights.addAll(movedWeights);
    }

    private void close() {
        chunks.add(TokenChunk.of(tokenizer, ids, weights));
        ids.clear();
        weights.clear();
        lastComma = -1;
    }
}
