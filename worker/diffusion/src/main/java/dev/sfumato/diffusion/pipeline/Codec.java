package dev.sfumato.diffusion.pipeline;

import org.jspecify.annotations.Nullable;

/** Media to numbers and back, for one model. Stateless; any thread. */
public interface Codec {
    /**
     * Numbers that the model takes, of a file that the request brings.
     *
     * @param input its public name, for example {@code image}
     * @throws DiffusionException with {@link Failure.Invalid} if the file can't be read or doesn't
     *     fit the request
     */
    Tensor.Floats read(String input, byte[] media, Request request);

    /**
     * The finished file of decoded numbers.
     *
     * @param decoded what the model's decoder made, without the batch dimension
     * @param index which of the request's artifacts it is
     */
    Artifact write(Tensor.Floats decoded, Request request, int index);

    /**
     * A small file that shows decoded numbers or, where they can be shown directly, a predicted
     * clean latent; null if neither.
     */
    @Nullable Preview preview(Tensor.Floats denoised, int step, int image);
}
