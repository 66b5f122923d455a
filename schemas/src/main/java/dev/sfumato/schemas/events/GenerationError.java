package dev.sfumato.schemas.events;

/**
 * Why a generation ended without a result.
 *
 * @param code stable, for programs, {@code snake_case}
 * @param message for people
 * @param retryable whether the same request may succeed later
 */
public record GenerationError(String code, String message, boolean retryable) {}
