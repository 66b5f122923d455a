package dev.sfumato.diffusion.sampler;

import java.util.List;

/**
 * The arithmetic of one call: predict the clean latent, bound it, draw noise, fill the solver's
 * buffers in order, and write the next latent.
 *
 * @param denoised predicted clean latent
 * @param bound limit on it; where there is one, the other forms read {@link Form#DENOISED}
 * @param spread what becomes of the drawn noise
 * @param kept what the solver's buffers become, in order, before {@code next} is evaluated
 * @param next the next latent
 */
record Move(Form denoised, Bound bound, Spread spread, List<Keep> kept, Form next) {

    /** A buffer and what it becomes. */
    record Keep(int slot, Form form) {}

    static Keep keep(int slot, Form form) {
        return new Keep(slot, form);
    }

    static Move of(Form denoised, Form next, Keep... kept) {
        return new Move(denoised, new Bound.None(), new Spread.None(), List.of(kept), next);
    }

    static Move bounded(Form denoised, Bound bound, Form next, Keep... kept) {
        return new Move(denoised, bound, new Spread.None(), List.of(kept), next);
    }

    /** The same, with noise drawn at this call whether or not a form reads it. */
    Move drawing() {
        return new Move(denoised, bound, new Spread.Unit(), kept, next);
    }

    Move drawing(Spread spread) {
        return new Move(denoised, bound, spread, kept, next);
    }

    boolean isFinite() {
        return denoised.isFinite()
                && next.isFinite()
                && kept.stream().allMatch(keep -> keep.form().isFinite());
    }

    /** The bounded prediction where there is a bound, else the prediction itself. */
    static Form prediction(Form denoised, Bound bound) {
        return bound.limits() ? Form.of(Form.DENOISED) : denoised;
    }
}
