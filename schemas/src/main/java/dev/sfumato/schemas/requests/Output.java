package dev.sfumato.schemas.requests;

import java.util.List;

/**
 * How results are encoded.
 *
 * @param format {@code png}, {@code jpeg} or {@code webp} for pictures
 * @param quality 1 to 100, for lossy formats
 */
public record Output(String format, int quality) {
    public static final List<String> FORMATS = List.of("png", "jpeg", "webp");
    public static final Output DEFAULT = new Output("png", 90);
}
