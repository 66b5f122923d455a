package dev.sfumato.diffusion.image;

/** The network that predicts, by what it takes. */
sealed interface Denoiser {
    /** Its folder. */
    String component();

    /** The input that takes the latent. */
    String sample();

    /** The output that predicts. */
    String output();

    /** Channels of the latent input, mask and masked picture included. */
    int channels();

    /** Latent positions that divide every side it can make. */
    int grid();

    /** Whether it takes the guidance weight as an input. */
    boolean embedsGuidance();

    /**
     * A U-Net.
     *
     * @param guidanceWidth floats of the guidance embedding it takes; 0 if it takes none
     * @param hasSizeCondition whether it takes pooled text and sizes
     */
    record UNet(int channels, int grid, int guidanceWidth, boolean hasSizeCondition)
            implements Denoiser {
        @Override
        public String component() {
            return "unet";
        }

        @Override
        public String sample() {
            return "sample";
        }

        @Override
        public String output() {
            return "out_sample";
        }

        @Override
        public boolean embedsGuidance() {
            return guidanceWidth > 0;
        }
    }

    /** A transformer that cuts the latent into patches itself, as Stable Diffusion 3's. */
    record Joint(int channels, int grid) implements Transformer {
        /** T5's tokens of a text, unless the folder says otherwise. */
        static final int TOKENS = 256;

        @Override
        public boolean embedsGuidance() {
            return false;
        }
    }

    /**
     * A transformer that takes a list of patches, 2 x 2 positions each, and their places, as
     * Flux's.
     *
     * @param sharesPlaces whether it takes the places once for all rows
     */
    record Packed(int channels, boolean embedsGuidance, boolean sharesPlaces)
            implements Transformer {
        /** T5's tokens of a text, unless the folder says otherwise. */
        static final int TOKENS = 512;

        /** What its timesteps are divided by. */
        static final float TIMESTEPS = 1000;

        @Override
        public int grid() {
            return Patches.SIDE;
        }
    }

    /** A transformer over text and picture together. */
    sealed interface Transformer extends Denoiser {
        @Override
        default String component() {
            return "transformer";
        }

        @Override
        default String sample() {
            return "hidden_states";
        }

        @Override
        default String output() {
            return "out_hidden_states";
        }
    }
}
