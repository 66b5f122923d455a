package dev.sfumato.diffusion.pipeline;

/** A small picture (or other media) of the clean latent that a run predicts after a step. */
public final class Preview {
    private final int step;
    private final int image;
    private final String mediaType;
    private final byte[] bytes;

    /**
     * Takes ownership of {@code bytes}.
     *
     * @param step steps done when it was made, from 1
     * @param image which of the request's artifacts it shows, from 0
     * @param mediaType for example {@code image/webp}
     * @param bytes the whole file
     */
    public Preview(int step, int image, String mediaType, byte[] bytes) {
        this.step = step;
        this.image = image;
        this.mediaType = mediaType;
        this.bytes = bytes;
    }

    /** Steps done when it was made, from 1. */
    public int step() {
        return step;
    }

    /** Which of the request's artifacts it shows, from 0. */
    public int image() {
        return image;
    }

    /** for example {@code image/webp}. */
    public String mediaType() {
        return mediaType;
    }

    /** The whole file; the preview's own array. */
    public byte[] bytes() {
        return bytes;
    }
}
