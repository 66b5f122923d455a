package dev.sfumato.diffusion.schedule;

/**
 * The step at which a given picture enters the schedule. Both rules leave out the steps before the
 * last {@code steps * strength}; they differ where that product isn't whole.
 */
public final class FirstStep {

    private FirstStep() {}

    /**
     * The rule of U-Net pipelines: the product is cut to a whole number, so fewer steps are made.
     *
     * @param strength 0..1; at 0 no step is left and {@code steps} comes back
     */
    public static int cutFirst(int steps, double strength) {
        return Math.max(steps - Math.min((int) (steps * strength), steps), 0);
    }

    /**
     * The rule of transformer pipelines (Stable Diffusion 3, Flux): the difference is cut, so more
     * steps are made.
     *
     * @param strength 0..1; at 0 no step is left and {@code steps} comes back
     */
    public static int cutLast(int steps, double strength) {
        return (int) Math.max(steps - Math.min(steps * strength, steps), 0);
    }
}
