package dev.sfumato.schemas.requests;

/** A low-rank adapter and its weight. */
public record Lora(String id, double weight) {}
