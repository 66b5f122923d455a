package dev.sfumato.platform.artifacts;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Bytes inside a URL: {@code data:image/png;base64,…} (RFC 2397). */
public final class DataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /** Whether a text claims to be one. */
    public static boolean is(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The bytes; empty unless {@code url} is a base64 data URL. */
    public static Optional<byte[]> decode(String url) {
        int comma = url.indexOf(',');
        if (!is(url) || comma < 0) {
            return Optional.empty();
        }
        String head = url.substring(0, comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(BASE64)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(url.substring(comma + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
