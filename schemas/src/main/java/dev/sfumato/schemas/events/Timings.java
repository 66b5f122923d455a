package dev.sfumato.schemas.events;

/** Where the time of a completed generation went, in milliseconds. */
public record Timings(long queuedMs, long encodeMs, long denoiseMs, long decodeMs, long totalMs) {}
