package dev.sfumato.schemas.events;

import java.util.Map;

/**
 * A stored result. The bytes lie in the artifact store, never in Kafka.
 *
 * @param id names it in the store, within its tenant
 * @param mediaType for example {@code image/png}
 * @param bytes size
 * @param sha256 lower-case hex digest of the bytes
 * @param seed what makes it again
 * @param attributes what the modality says of it, for example width and height; JSON values
 */
public record Artifact(
        String id,
        String mediaType,
        long bytes,
        String sha256,
        long seed,
        Map<String, Object> attributes) {
    public Artifact {
        attributes = Map.copyOf(attributes);
    }
}
