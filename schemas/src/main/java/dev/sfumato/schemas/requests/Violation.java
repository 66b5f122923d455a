package dev.sfumato.schemas.requests;

/**
 * One broken rule.
 *
 * @param path the field, dotted, as in {@code output.quality}
 * @param message the rule and the value received
 */
public record Violation(String path, String message) {}
