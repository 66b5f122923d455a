package dev.sfumato.standalone.client;

import java.io.Serial;

/** The server understood a call and refused it. The message is the server's, made for people. */
public final class Refused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
    private final boolean usage;

    Refused(int status, String message) {
        super(message);
        usage = status == 400 || status == 413 || status == 415 || status == 422;
    }

    /** A refusal that the caller's input explains, rather than the server's state. */
    public boolean isUsage() {
        return usage;
    }
}
