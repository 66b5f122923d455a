package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Stage;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Embeds the texts that aren't known yet, one call per encoder with a row per text. */
final class EncodePrompts implements Stage {
    private final List<TextEncoder> encoders;
    private final PromptEncoder memory;
    private final List<String> missing = new ArrayList<>();
    private final BiConsumer<String, Embedding> into;
    private final List<List<Tensor.Floats>> hidden = new ArrayList<>();
    private final List<Tensor.@Nullable Floats> pooled = new ArrayList<>();
    private int encoder;

    EncodePrompts(
            List<TextEncoder> encoders,
            PromptEncoder memory,
            List<String> texts,
            BiConsumer<String, Embedding> into) {
        this.encoders = encoders;
        this.memory = memory;
        this.into = into;
        for (String text : texts) {
            Embedding known = memory.known(text);
            if (known == null) {
                missing.add(text);
                hidden.add(new ArrayList<>());
                pooled.add(null);
            } else {
                into.accept(text, known);
            }
        }
    }

    @Override
    public @Nullable Need next() {
        if (missing.isEmpty() || encoder == encoders.size()) {
            return null;
        }
        TextEncoder asked = encoders.get(encoder);
        List<Row> rows = new ArrayList<>();
        for (String text : missing) {
            long[] ids = asked.tokens().ids(text);
            rows.add(new Row(Map.of("input_ids", Tensor.longs(ids, ids.length))));
        }
        return new Need.Call(asked.component(), Rows.of(rows), asked.outputs());
    }

    @Override
    public void accept(Outputs outputs) {
        var tensors = (Outputs.Tensors) outputs;
        TextEncoder asked = encoders.get(encoder);
        for (int i = 0; i < missing.size(); i++) {
            hidden.get(i).add(read(tensors, asked.hidden(), i));
            if (asked.pooled() != null) {
                pooled.set(i, read(tensors, asked.pooled(), i));
            }
        }
        encoder++;
        if (encoder == encoders.size()) {
            for (int i = 0; i < missing.size(); i++) {
                var embedding = new Embedding(joined(hidden.get(i)), pooled.get(i));
                memory.remember(missing.get(i), embedding);
                into.accept(missing.get(i), embedding);
            }
        }
    }

    private static Tensor.Floats read(Outputs.Tensors tensors, String output, int row) {
        Tensor.Floats values = Tensor.zeros(tensors.shape(output));
        tensors.read(output, row, values.values());
        return values;
    }

    /** The encoders' vectors of each token side by side. */
    private static Tensor.Floats joined(List<Tensor.Floats> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int tokens = parts.getFirst().shape()[0];
        int width = parts.stream().mapToInt(part -> part.shape()[1]).sum();
        Tensor.Floats all = Tensor.zeros(tokens, width);
        int at = 0;
        for (int token = 0; token < tokens; token++) {
            for (Tensor.Floats part : parts) {
                System.arraycopy(
                        part.values(), token * part.shape()[1], all.values(), at, part.shape()[1]);
                at += part.shape()[1];
            }
        }
        return all;
    }
}
