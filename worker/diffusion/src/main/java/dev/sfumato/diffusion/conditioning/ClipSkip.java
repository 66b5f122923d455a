package dev.sfumato.diffusion.conditioning;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a text encoder's output when its last layers are left out.
 *
 * @param usual the layer whose output is taken when none is left out, as in {@code hidden_states.N}
 * @param most layers that may be left out
 * @param norm what the family applies to an earlier layer's output; null for nothing
 * @param obstacle why no more than {@code most} can be left out
 */
public record ClipSkip(int usual, int most, @Nullable LayerNorm norm, String obstacle) {

    private static final int ANY = Integer.MAX_VALUE;

    /** None may be left out. */
    public static ClipSkip none(String obstacle) {
        return new ClipSkip(0, 0, null, obstacle);
    }

    /** The encoder gives its usual output whatever other encoders leave out. */
    public static ClipSkip unaffected() {
        return new ClipSkip(0, ANY, null, "");
    }

    /** The output to read, {@code hidden} being the usual one. */
    String output(String hidden, int skipped) {
        return skipped == 0 || most == ANY ? hidden : "hidden_states." + (usual - skipped);
    }

    /** Finishes a layer's output, in place. */
    void finish(float[] values, int skipped) {
        if (skipped > 0 && norm != null) {
            norm.apply(values);
        }
    }
}
