package dev.sfumato.schemas.codec;

import java.io.Serial;

/** Record bytes that are no message of ours. The message names the rule, never the content. */
public final class MalformedRecordException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
