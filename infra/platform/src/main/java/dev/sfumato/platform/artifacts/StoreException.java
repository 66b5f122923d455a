package dev.sfumato.platform.artifacts;

/** The artifact store can't do its work now: it is full, unreachable or broken. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
