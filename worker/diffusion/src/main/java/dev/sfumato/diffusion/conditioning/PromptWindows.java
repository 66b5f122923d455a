package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Tensor;
import dev.sfumato.diffusion.text.TokenChunk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One prompt on its way through the encoders: its windows, and what came out so far. */
final class PromptWindows {
    private final Prompt prompt;
    private final List<List<TokenChunk>> chunks;
    private final List<Joining.Said> said = new ArrayList<>();

    private PromptWindows(Prompt prompt, List<List<TokenChunk>> chunks) {
        this.prompt = prompt;
        this.chunks = chunks;
    }

    /** Cut as each encoder's tokenizer wants, then filled up to one number of windows. */
    static PromptWindows of(Prompt prompt, List<TextEncoder> encoders) {
        List<List<TokenChunk>> chunks = new ArrayList<>();
        for (TextEncoder encoder : encoders) {
            chunks.add(new ArrayList<>(chunks(prompt, encoder.tokens())));
        }
        int most = chunks.stream().mapToInt(List::size).max().orElseThrow();
        for (int i = 0; i < chunks.size(); i++) {
            List<TokenChunk> windows = chunks.get(i);
            Prompt empty = prompt.empty();
            if (windows.size() < most) {
                TokenChunk filler = chunks(empty, encoders.get(i).tokens()).getFirst();
                windows.addAll(Collections.nCopies(most - windows.size(), filler));
            }
        }
        return new PromptWindows(prompt, chunks);
    }

    private static List<TokenChunk> chunks(Prompt prompt, Tokens tokens) {
        return switch (prompt.syntax()) {
            case PLAIN -> {
                long[] ids = tokens.ids(prompt.text());
                yield List.of(
                        TokenChunk.plain(Arrays.stream(ids).mapToInt(Math::toIntExact).toArray()));
            }
            case WEIGHTED -> tokens.chunks(prompt.text());
        };
    }

    Prompt prompt() {
        return prompt;
    }

    int count() {
        return chunks.getFirst().size();
    }

    /** A row per window for the encoder of that index. */
    List<Row> rows(int encoder) {
        List<Row> rows = new ArrayList<>();
        for (TokenChunk chunk : chunks.get(encoder)) {
            long[] ids = Arrays.stream(chunk.ids()).asLongStream().toArray();
            rows.add(new Row(Map.of("input_ids", Tensor.longs(ids, ids.length))));
        }
        return rows;
    }

    /** Takes the next encoder's answer, this prompt's rows beginning at {@code row}. */
    void accept(TextEncoder encoder, Outputs.Tensors outputs, int row) {
        Tensor.Floats pooled = null;
        if (encoder.pooled() != null) {
            pooled = Tensor.zeros(outputs.shape(encoder.pooled()));
            outputs.read(encoder.pooled(), row, pooled.values());
        }
        said.add(new Joining.Said(hidden(encoder, outputs, row), pooled));
    }

    private Tensor.@Nullable Floats hidden(TextEncoder encoder, Outputs.Tensors outputs, int row) {
        String output = encoder.hidden(prompt);
        if (output == null) {
            return null;
        }
        int[] shape = outputs.shape(output);
        var window = new float[shape[0] * shape[1]];
        var all = new float[count() * window.length];
        List<TokenChunk> windows = chunks.get(said.size());
        for (int i = 0; i < windows.size(); i++) {
            outputs.read(output, row + i, window);
            encoder.skip().finish(window, prompt.clipSkip());
            windows.get(i).weigh(window, shape[1]);
            System.arraycopy(window, 0, all, i * window.length, window.length);
        }
        return Tensor.floats(all, count() * shape[0], shape[1]);
    }

    /** All encoders' answers; pooled ones are the first window's. */
    Embedding embedding(Joining joining) {
        return joining.join(said);
    }
}
