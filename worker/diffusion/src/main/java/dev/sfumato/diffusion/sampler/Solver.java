package dev.sfumato.diffusion.sampler;

import dev.sfumato.diffusion.schedule.Schedule;

/** One scheduler class: how its formulas become the moves of a run. */
interface Solver {

    Schedule schedule();

    /** Buffers kept between calls. */
    int slots();

    /**
     * The arithmetic of a call.
     *
     * @param call index in the schedule
     * @param done calls made before it in this run
     */
    Move move(int call, int done);

    /** What the latent is multiplied by to become the model's input. */
    default double inputScale(int call) {
        return 1;
    }

    /** How a clean latent is noised to a call's level. */
    Level level(int call);

    /**
     * Noised latent = signal x clean + sigma x unit noise.
     *
     * @param signal weight of the clean latent
     * @param sigma weight of the noise
     */
    record Level(double signal, double sigma) {

        /** Variance-preserving, from alphaBar. */
        static Level ofAlphaBar(double alphaBar) {
            return new Level(Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar));
        }

        /** Variance-preserving, from noise relative to signal. */
        static Level ofSigma(double sigma) {
            double signal = 1 / Math.sqrt(sigma * sigma + 1);
            return new Level(signal, sigma * signal);
        }

        /** Flow matching: a straight line from clean to noise. */
        static Level ofFlow(double sigma) {
            return new Level(1 - sigma, sigma);
        }

        /** Logarithm of signal over noise; infinite without noise. */
        double lambda() {
            return Math.log(signal) - Math.log(sigma);
        }
    }
}
