package dev.sfumato.standalone.client;

/** The server answered a stream message with an error: what was asked was wrong. */
public final class StreamRefused extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public StreamRefused(String message) {
        super(message);
    }
}
