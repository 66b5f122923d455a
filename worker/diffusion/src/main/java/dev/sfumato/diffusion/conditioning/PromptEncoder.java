package dev.sfumato.diffusion.conditioning;

import dev.sfumato.diffusion.pipeline.Stage;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** A model's text encoders and the embeddings of the prompts last asked for. Any thread. */
public final class PromptEncoder {
    /** 64 MiB: a hundred prompts of the largest families. */
    private static final long REMEMBERED = 16 << 20;

    private final List<TextEncoder> encoders;
    private final Joining joining;
    private final PromptRules rules;
    private final EmbeddingCache memory = new EmbeddingCache(REMEMBERED);

    /** Encoders in the order in which they are joined. */
    public PromptEncoder(List<TextEncoder> encoders, Joining joining, PromptRules rules) {
        this.encoders = List.copyOf(encoders);
        this.joining = joining;
        this.rules = rules;
    }

    /** What this model's prompts follow. */
    public PromptRules rules() {
        return rules;
    }

    /** Whether prompts may be {@link PromptSyntax#WEIGHTED}. */
    public boolean weighs() {
        return joining instanceof Joining.SideBySide
                && encoders.stream().allMatch(encoder -> encoder.tokens().weighs());
    }

    /** Windows that a prompt fills, at least 1. */
    public int windows(Prompt prompt) {
        return PromptWindows.of(prompt, encoders).count();
    }

    /** What limits {@link Prompt#clipSkip}. */
    public ClipSkip clipSkip() {
        return encoders.stream()
                .map(TextEncoder::skip)
                .min(Comparator.comparingInt(ClipSkip::most))
                .orElseThrow();
    }

    /**
     * The work to embed {@code prompts}, none of it if they are all known; {@code into} takes each
     * prompt's embedding. All embeddings have the same number of tokens: a prompt that fills fewer
     * windows than another is followed by windows without words.
     */
    public Stage encode(Set<Prompt> prompts, BiConsumer<Prompt, Embedding> into) {
        return new EncodePrompts(encoders, joining, memory, List.copyOf(prompts), into);
    }
}
