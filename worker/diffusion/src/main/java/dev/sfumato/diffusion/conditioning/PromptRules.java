package dev.sfumato.diffusion.conditioning;

/**
 * What a model's prompts follow.
 *
 * @param syntax how they are read unless a request says otherwise
 * @param chunks most windows that a prompt may fill, at least 1
 */
public record PromptRules(PromptSyntax syntax, int chunks) {

    /** As diffusers reads prompts. */
    public static final PromptRules PLAIN = new PromptRules(PromptSyntax.PLAIN, 1);
}
