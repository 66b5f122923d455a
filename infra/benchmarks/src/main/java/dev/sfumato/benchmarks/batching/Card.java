package dev.sfumato.benchmarks.batching;

/**
 * What one request asks for.
 *
 * @param width pixels
 * @param height pixels
 * @param steps denoising steps
 * @param guided whether a step takes two rows, one with and one without the prompt
 */
record Card(int width, int height, int steps, boolean guided) {
    private static final double MEGA = 1024.0 * 1024.0;

    /** Rows of a denoising call. */
    int rows() {
        return guided ? 2 : 1;
    }

    /** Size in units of 1024 × 1024 pixels. */
    double megapixels() {
        return width * (double) height / MEGA;
    }

    /** The same kind of request with another number of steps. */
    Card of(int otherSteps) {
        return new Card(width, height, otherSteps, guided);
    }

    /** Work of all steps, in rows of a megapixel. */
    double work() {
        return steps * rows() * megapixels();
    }
}
