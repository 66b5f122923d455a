package dev.sfumato.diffusion.text;

import java.util.List;

/**
 * A part of a prompt and how much it counts.
 *
 * @param text words without the weight's own signs
 * @param weight 1 leaves the words as they are; -100 to 100
 */
public record WeightedText(String text, double weight) {

    /**
     * Reads the weights in a prompt, as AUTOMATIC1111's web interface understands them: {@code
     * (words:1.3)} sets a weight, {@code (words)} multiplies by 1.1, {@code [words]} divides by it;
     * they nest and multiply. A bracket that isn't closed reaches to the end; one that wasn't
     * opened is text. A backslash before a bracket or a backslash makes it text. The word {@code
     * BREAK} ends a section. Never fails: what can't be read as a weight is text.
     *
     * @return the sections, at least one; each with the parts between two breaks, neighbours of one
     *     weight joined; a section may be empty
     */
    public static List<List<WeightedText>> sections(String prompt) {
        return new WeightParser(prompt).sections();
    }
}
