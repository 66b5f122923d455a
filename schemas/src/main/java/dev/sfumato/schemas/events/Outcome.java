package dev.sfumato.schemas.events;

/** The one terminal outcome of a generation; the value of {@code sfumato.results}. */
public record Outcome(Generation generation) {}
