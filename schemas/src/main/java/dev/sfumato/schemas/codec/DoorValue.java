package dev.sfumato.schemas.codec;

import dev.sfumato.schemas.requests.GenerationRequest;

import org.jspecify.annotations.Nullable;

/** An Avro value of the topic doors. */
public sealed interface DoorValue {
    /** The schema {@code dev.sfumato.Generate}. Nothing is checked yet. */
    record Generate(GenerationRequest request) implements DoorValue {}

    /**
     * The schema {@code dev.sfumato.Cancel}.
     *
     * @param id the generation, or the client's key of it; null means the record's key
     */
    record Cancel(@Nullable String id) implements DoorValue {}
}
