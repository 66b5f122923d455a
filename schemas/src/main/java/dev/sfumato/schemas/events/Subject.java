package dev.sfumato.schemas.events;

/**
 * Whom an event is about.
 *
 * @param id the generation
 * @param tenant who owns it
 * @param pool the pool of workers that runs it; empty when it was rejected before a pool was chosen
 */
public record Subject(GenerationId id, String tenant, String pool) {}
