package dev.sfumato.schemas.requests;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes inside a {@code data:} URL (RFC 2397) in base64. Owns its bytes. */
@SuppressWarnings("ArrayRecordComponent") // a value in transit: never compared
public record DataUrl(String mediaType, byte[] bytes) {
    private static final Pattern HEAD =
            Pattern.compile("data:([a-z]+/[a-z0-9.+-]+);base64,", Pattern.CASE_INSENSITIVE);

    /** Whether a text begins like one; {@link #parse} may still refuse what follows. */
    public static boolean is(String text) {
        return HEAD.matcher(text).lookingAt();
    }

    /**
     * Decodes one.
     *
     * @throws IllegalArgumentException unless {@code text} is a data: URL in base64; the message
     *     doesn't quote it
     */
    public static DataUrl parse(String text) {
        Matcher head = HEAD.matcher(text);
        if (!head.lookingAt()) {
            throw new IllegalArgumentException(
                    "must begin with data:<media type>;base64, and doesn't");
        }
        String type = head.group(1).toLowerCase(Locale.ROOT);
        try {
            return new DataUrl(type, Base64.getDecoder().decode(text.substring(head.end())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must hold valid base64 after the comma", e);
        }
    }
}
