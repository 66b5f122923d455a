package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.PromptRules;
import dev.sfumato.diffusion.conditioning.PromptSyntax;
import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.pipeline.DiffusionException;

/** Reads how a folder's prompts are taken. */
final class PromptRulesReader {
    private static final int CHUNKS = 10;

    private PromptRulesReader() {}

    /**
     * The rules.
     *
     * @param own the folder's {@code sfumato.json}
     * @param denoiser takes {@code encoder_hidden_states}; of one window only where its length is
     *     fixed
     */
    static PromptRules read(Config own, Graph denoiser) {
        boolean fixed =
                denoiser.input("encoder_hidden_states")
                        .filter(port -> port.rank() == 3 && port.dimensions().get(1) > 0)
                        .isPresent();
        int chunks = own.integer("max_prompt_chunks", CHUNKS);
        if (chunks < 1) {
            throw DiffusionException.unusable(
                    own.file(), "'max_prompt_chunks' must be at least 1", chunks);
        }
        String syntax = own.text("default_prompt_syntax", PromptSyntax.PLAIN.id());
        if (!PromptSyntax.ids().contains(syntax)) {
            throw DiffusionException.unusable(
                    own.file(),
                    "'default_prompt_syntax' must be one of " + PromptSyntax.ids(),
                    syntax);
        }
        return new PromptRules(PromptSyntax.of(syntax), fixed ? 1 : chunks);
    }
}
