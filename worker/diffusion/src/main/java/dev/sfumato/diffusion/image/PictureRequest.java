package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.guidance.Guidance;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.noise.Rng;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Lora;
import dev.sfumato.diffusion.pipeline.Quality;
import dev.sfumato.diffusion.pipeline.Request;
import dev.sfumato.diffusion.sampler.Sampler;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A request that was checked against its model.
 *
 * @param width pixels
 * @param height pixels
 * @param strength how far the given picture is left behind, over 0 to 1; 1 where none is given
 * @param guidance how the two predictions become one; scale 1 where the model embeds it or it is
 *     off
 * @param sampler the plan of the steps
 * @param maskOptions what is done to the mask first
 * @param prompts its texts and how they are read
 */
record PictureRequest(
        Request request,
        int width,
        int height,
        double strength,
        Guidance guidance,
        Sampler sampler,
        Rng rng,
        MaskOptions maskOptions,
        PromptOptions prompts) {
    private static final int MOST = 10;
    static final String TEXT_TO_IMAGE = "text-to-image";
    static final String IMAGE_TO_IMAGE = "image-to-image";
    static final String INPAINTING = "inpainting";

    /**
     * What is done to a mask.
     *
     * @param blur deviation in pixels; 0 leaves it sharp
     * @param padding pixels kept around the mask when only its surroundings are painted, at full
     *     size, and put back; negative paints the whole picture
     */
    record MaskOptions(int blur, int padding) {}

    static PictureRequest of(Request request, PictureModel model) {
        checkCommon(request, model.card());
        var fields = new Parameters(request.parameters());
        boolean starts = !request.task().equals(TEXT_TO_IMAGE);
        double strength =
                starts
                        ? fields.number(
                                "strength", 0, 1, request.task().equals(INPAINTING) ? 1 : 0.8)
                        : 1;
        int width =
                fields.side(
                        "width", model.sizes().width(), model.sizes().maxWidth(), model.sizes());
        int height =
                fields.side(
                        "height", model.sizes().height(), model.sizes().maxHeight(), model.sizes());
        boolean embedded = model.denoiser().embedsGuidance();
        boolean fast = request.quality() == Quality.FAST;
        double[] interval =
                fields.interval(
                        "guidance_interval",
                        fast ? model.fast().from() : 0,
                        fast ? model.fast().until() : 1);
        var checked =
                new PictureRequest(
                        request,
                        width,
                        height,
                        strength,
                        new Guidance(
                                embedded ? 1 : request.guidanceScale(),
                                fields.number("guidance_rescale", 0, 1, 0),
                                interval[0],
                                interval[1]),
                        SamplerPlan.of(
                                request,
                                model,
                                new SamplerPlan.Wish(
                                        width, height, strength, fields.numberOrNull("eta", 0, 1))),
                        rng(request),
                        new MaskOptions(
                                fields.whole("mask_blur", 0, 64, 0),
                                fields.whole("mask_padding", 0, 4096, -1)),
                        PromptOptions.of(request, fields, model.prompts()));
        if (starts) {
            media(request, "image");
        }
        if (request.task().equals(INPAINTING)) {
            media(request, "mask");
        }
        fields.refuseOthers("strength", "image", "mask");
        return checked;
    }

    /** The picture to start from; null for none. */
    byte @Nullable [] image() {
        return request.task().equals(TEXT_TO_IMAGE) ? null : media(request, "image");
    }

    /** What to paint anew, a picture whose white parts count; null for none. */
    byte @Nullable [] mask() {
        return request.task().equals(INPAINTING) ? media(request, "mask") : null;
    }

    int steps() {
        return sampler.calls() - sampler.firstCall();
    }

    private static void checkCommon(Request request, ModelCard card) {
        if (!card.tasks().contains(request.task())) {
            throw DiffusionException.invalid(
                    "task", "must be one of " + card.tasks(), request.task());
        }
        range("steps", request.steps(), 1, card.limits().steps());
        range("guidance_scale", request.guidanceScale(), 0, card.limits().guidanceScale());
        range("count", request.count(), 1, card.limits().count());
        checkLora(request.lora(), card);
        checkText("prompt", request.prompt(), card);
        checkText(
                "negative_prompt",
                request.negativePrompt() == null ? "" : request.negativePrompt(),
                card);
        PictureCodec.checkFormat(request.output().format());
    }

    private static void checkLora(List<Lora> lora, ModelCard card) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < lora.size(); i++) {
            String id = lora.get(i).id();
            if (card.adapters().isEmpty()) {
                throw DiffusionException.invalid(
                        "lora", "must be empty, this model has no adapters", id);
            }
            if (!card.adapters().contains(id)) {
                throw DiffusionException.invalid(
                        "lora[%d].id".formatted(i), "must be one of " + card.adapters(), id);
            }
            if (!seen.add(id)) {
                throw DiffusionException.invalid(
                        "lora[%d].id".formatted(i), "must be another than those before", id);
            }
            range("lora[%d].weight".formatted(i), lora.get(i).weight(), -MOST, MOST);
        }
    }

    private static void checkText(String field, String text, ModelCard card) {
        if (text.length() > card.limits().promptCharacters()) {
            throw DiffusionException.invalid(
                    field,
                    "must have at most %d characters".formatted(card.limits().promptCharacters()),
                    text.length());
        }
    }

    private static void range(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw DiffusionException.invalid(
                    field, Parameters.between(least, most), Parameters.shown(value));
        }
    }

    private static Rng rng(Request request) {
        try {
            return Rng.of(request.rng());
        } catch (IllegalArgumentException e) {
            throw DiffusionException.invalid("rng", "must be one of " + Rng.ids(), request.rng());
        }
    }

    private static byte[] media(Request request, String name) {
        byte[] media = request.inputs().get(name);
        if (media == null) {
            throw DiffusionException.invalid(
                    name, "must be given for " + request.task(), "nothing");
        }
        return media;
    }
}
