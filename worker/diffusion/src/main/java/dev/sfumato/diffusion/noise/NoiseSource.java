package dev.sfumato.diffusion.noise;

/** A stream of standard normal noise, drawn in blocks. Used by one thread at a time. */
public interface NoiseSource {

    /**
     * Fills the whole of {@code out} with the next draw. The block's length matters: the streams
     * reproduce tensor draws, in which two draws of n are not one draw of 2n.
     */
    void normal(float[] out);

    /** Where the stream stands; {@link NoiseState#resume} continues from there bit for bit. */
    NoiseState state();
}
