package dev.sfumato.ingest.status;

import java.io.Serial;

/** The view can't answer yet: its store is being restored. Ask again in a moment. */
public final class ViewUnavailableException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    public ViewUnavailableException(String message) {
        super(message);
    }
}
