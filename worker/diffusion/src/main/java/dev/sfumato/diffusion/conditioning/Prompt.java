package dev.sfumato.diffusion.conditioning;

/**
 * A text and all that its embedding depends on besides the model: equal prompts have equal
 * embeddings.
 *
 * @param clipSkip layers left out at the end of the text encoders, 0 for the model's usual one
 */
public record Prompt(String text, PromptSyntax syntax, int clipSkip) {

    /** No text, else the same. */
    Prompt empty() {
        return new Prompt("", syntax, clipSkip);
    }
}
