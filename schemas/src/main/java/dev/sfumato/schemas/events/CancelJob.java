package dev.sfumato.schemas.events;

import java.time.Instant;

/** Tells whichever worker runs a generation to stop; the value of {@code sfumato.control}. */
public record CancelJob(GenerationId id, Instant at) {}
