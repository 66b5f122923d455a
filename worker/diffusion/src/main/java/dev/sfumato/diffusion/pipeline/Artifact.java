package dev.sfumato.diffusion.pipeline;

import java.util.Map;

/** One finished piece of media. */
public final class Artifact {
    private final String mediaType;
    private final byte[] bytes;
    private final Map<String, Object> attributes;
    private final long seed;

    /**
     * Takes ownership of {@code bytes}.
     *
     * @param mediaType for example {@code image/png}
     * @param bytes the whole file
     * @param attributes what the modality says about it, for example {@code width} and {@code
     *     height} in pixels
     * @param seed the seed of this very artifact: the request's seed plus its index
     */
    public Artifact(String mediaType, byte[] bytes, Map<String, Object> attributes, long seed) {
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.attributes = Map.copyOf(attributes);
        this.seed = seed;
    }

    /** For example {@code image/png}. */
    public String mediaType() {
        return mediaType;
    }

    /** The whole file; the artifact's own array. */
    public byte[] bytes() {
        return bytes;
    }

    /** What the modality says about it; numbers and strings by snake_case name. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** The seed of this very artifact. */
    public long seed() {
        return seed;
    }
}
