package dev.sfumato.platform.artifacts;

/**
 * What a store knows of an artifact.
 *
 * @param tenant its owner
 * @param id lower-case hex SHA-256 of the bytes
 * @param mediaType as {@code image/png}
 * @param bytes size
 */
public record StoredArtifact(String tenant, String id, String mediaType, long bytes) {}
