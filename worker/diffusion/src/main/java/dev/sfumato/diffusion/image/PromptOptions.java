package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.ClipSkip;
import dev.sfumato.diffusion.conditioning.Prompt;
import dev.sfumato.diffusion.conditioning.PromptEncoder;
import dev.sfumato.diffusion.conditioning.PromptSyntax;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Request;

import org.jspecify.annotations.Nullable;

/**
 * A request's texts and how they are read.
 *
 * @param negative null where the request has none
 */
record PromptOptions(Prompt prompt, @Nullable Prompt negative) {

    /** As in the reference, the negative prompt goes through all layers. */
    static PromptOptions of(Request request, Parameters fields, PromptEncoder encoder) {
        PromptSyntax syntax = syntax(fields, encoder);
        String negative = request.negativePrompt();
        var options =
                new PromptOptions(
                        new Prompt(request.prompt(), syntax, skip(fields, encoder.clipSkip())),
                        negative == null ? null : new Prompt(negative, syntax, 0));
        check("prompt", options.prompt(), encoder);
        if (options.negative() != null) {
            check("negative_prompt", options.negative(), encoder);
        }
        return options;
    }

    /** The negative prompt, or the empty text. */
    Prompt negativeOrEmpty() {
        return negative == null ? new Prompt("", prompt.syntax(), 0) : negative;
    }

    private static PromptSyntax syntax(Parameters fields, PromptEncoder encoder) {
        String id =
                fields.choice("prompt_syntax", PromptSyntax.ids(), encoder.rules().syntax().id());
        PromptSyntax syntax = PromptSyntax.of(id);
        if (syntax == PromptSyntax.WEIGHTED && !encoder.weighs()) {
            throw DiffusionException.invalid(
                    "prompt_syntax",
                    "must be plain, not all of this model's text encoders take weights",
                    id);
        }
        return syntax;
    }

    private static int skip(Parameters fields, ClipSkip limit) {
        int skip = fields.whole("clip_skip", 0, Integer.MAX_VALUE, 0);
        if (skip > limit.most()) {
            throw DiffusionException.invalid(
                    "clip_skip",
                    "must be at most %d, %s".formatted(limit.most(), limit.obstacle()),
                    skip);
        }
        return skip;
    }

    private static void check(String field, Prompt prompt, PromptEncoder encoder) {
        int windows = prompt.syntax() == PromptSyntax.PLAIN ? 1 : encoder.windows(prompt);
        if (windows > encoder.rules().chunks()) {
            throw DiffusionException.invalid(
                    field,
                    "must fill at most %d of the text encoder's windows"
                            .formatted(encoder.rules().chunks()),
                    windows);
        }
    }
}
