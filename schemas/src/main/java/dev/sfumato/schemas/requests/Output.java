package dev.sfumato.schemas.requests;

/**
 * How results are encoded.
 *
 * @param format {@code png}, {@code jpeg} or {@code webp} for pictures
 * @param quality 1 to 100, for lossy formats
 */
public record Output(String format, int quality) {}
