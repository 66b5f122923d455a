package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Row;
import dev.sfumato.diffusion.pipeline.Rows;
import dev.sfumato.diffusion.pipeline.Stage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/** Embeds the prompts that aren't known yet, one call per encoder with a row per window. */
final class EncodePrompts implements Stage {
    private final List<TextEncoder> encoders;
    private final Joining joining;
    private final EmbeddingCache memory;
    private final List<Prompt> prompts;
    private final BiConsumer<Prompt, Embedding> into;
    private final Map<Prompt, Embedding> known = new HashMap<>();
    private final List<PromptWindows> missing = new ArrayList<>();
    private int encoder;

    EncodePrompts(
            List<TextEncoder> encoders,
            Joining joining,
            EmbeddingCache memory,
            List<Prompt> prompts,
            BiConsumer<Prompt, Embedding> into) {
        this.encoders = encoders;
        this.joining = joining;
        this.memory = memory;
        this.prompts = prompts;
        this.into = into;
        for (PromptWindows windows : withFillers()) {
            Embedding found = memory.get(windows.prompt());
            if (found == null) {
                missing.add(windows);
            } else {
                known.put(windows.prompt(), found);
            }
        }
        if (missing.isEmpty()) {
            deliver();
        }
    }

    /** The prompts and, where they differ in windows, what the shorter ones are filled up with. */
    private List<PromptWindows> withFillers() {
        Map<Prompt, PromptWindows> all = new LinkedHashMap<>();
        prompts.forEach(prompt -> all.put(prompt, PromptWindows.of(prompt, encoders)));
        int most = all.values().stream().mapToInt(PromptWindows::count).max().orElse(1);
        for (Prompt prompt : prompts) {
            if (Objects.requireNonNull(all.get(prompt)).count() < most) {
                all.computeIfAbsent(prompt.empty(), empty -> PromptWindows.of(empty, encoders));
            }
        }
        return List.copyOf(all.values());
    }

    @Override
    public @Nullable Need next() {
        if (missing.isEmpty() || encoder == encoders.size()) {
            return null;
        }
        TextEncoder asked = encoders.get(encoder);
        List<Row> rows = new ArrayList<>();
        Set<String> outputs = new LinkedHashSet<>();
        for (PromptWindows windows : missing) {
            rows.addAll(windows.rows(encoder));
            outputs.addAll(asked.outputs(windows.prompt()));
        }
        return new Need.Call(asked.component(), Rows.of(rows), List.copyOf(outputs));
    }

    @Override
    public void accept(Outputs outputs) {
        var tensors = (Outputs.Tensors) outputs;
        int row = 0;
        for (PromptWindows windows : missing) {
            windows.accept(encoders.get(encoder), tensors, row);
            row += windows.count();
        }
        encoder++;
        if (encoder == encoders.size()) {
            for (PromptWindows windows : missing) {
                Embedding embedding = windows.embedding(joining);
                memory.put(windows.prompt(), embedding);
                known.put(windows.prompt(), embedding);
            }
            deliver();
        }
    }

    private void deliver() {
        int tokens = 0;
        for (Prompt prompt : prompts) {
            tokens = Math.max(tokens, embedding(prompt).hidden().shape()[0]);
        }
        for (Prompt prompt : prompts) {
            Embedding own = embedding(prompt);
            boolean full = own.hidden().shape()[0] == tokens;
            into.accept(prompt, full ? own : own.filled(tokens, embedding(prompt.empty())));
        }
    }

    private Embedding embedding(Prompt prompt) {
        return Objects.requireNonNull(known.get(prompt));
    }
}
