package dev.sfumato.benchmarks.engine;

/** A way to make pictures, one step at a time. One thread. */
interface Loop extends AutoCloseable {
    /** Does everything up to the first step. */
    void begin(String prompt, long seed);

    /** Makes one step: one call of the denoiser and the solver's move. */
    void step();

    /**
     * Decodes the picture.
     *
     * @return red, green and blue of each pixel, row by row
     */
    byte[] finish();

    @Override
    void close();
}
