package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.Embedding;
import dev.sfumato.diffusion.guidance.GuidanceEmbedding;
import dev.sfumato.diffusion.pipeline.Tensor;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a picture's rows carry beside the latent.
 *
 * @param timestep filled in per step
 * @param patches of the latent
 */
record Conditions(
        Denoiser denoiser, PictureRequest request, Tensor.Floats timestep, Patches patches) {

    /** The inputs of a row with that text. */
    Map<String, Tensor> of(Embedding text) {
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("timestep", timestep);
        inputs.put("encoder_hidden_states", text.hidden());
        switch (denoiser) {
            case Denoiser.UNet unet -> add(unet, text, inputs);
            case Denoiser.Joint ignored -> inputs.put("pooled_projections", pooled(text));
            case Denoiser.Packed packed -> add(packed, text, inputs);
        }
        return inputs;
    }

    private void add(Denoiser.UNet unet, Embedding text, Map<String, Tensor> inputs) {
        if (unet.hasSizeCondition()) {
            float h = request.height();
            float w = request.width();
            inputs.put("text_embeds", pooled(text));
            inputs.put("time_ids", Tensor.floats(new float[] {h, w, 0, 0, h, w}, 6));
        }
        int width = unet.guidanceWidth();
        if (width > 0) {
            inputs.put(
                    "timestep_cond",
                    Tensor.floats(GuidanceEmbedding.of(guidanceScale(), width), width));
        }
    }

    private void add(Denoiser.Packed packed, Embedding text, Map<String, Tensor> inputs) {
        inputs.put("pooled_projections", pooled(text));
        inputs.put("img_ids", places(packed, patches.places(), patches.count()));
        int tokens = text.hidden().shape()[0];
        inputs.put("txt_ids", places(packed, new long[3 * tokens], tokens));
        if (packed.embedsGuidance()) {
            inputs.put("guidance", Tensor.floats(new float[] {(float) guidanceScale()}));
        }
    }

    private static Tensor places(Denoiser.Packed packed, long[] places, int count) {
        return packed.sharesPlaces()
                ? Tensor.shared(places, count, 3)
                : Tensor.longs(places, count, 3);
    }

    private double guidanceScale() {
        return request.request().guidanceScale();
    }

    private static Tensor pooled(Embedding text) {
        return Objects.requireNonNull(text.pooled());
    }
}
