package dev.sfumato.platform.topics;

/** Topics are wrong, or the cluster can't be asked. */
public final class TopicException extends RuntimeException {
    public TopicException(String message) {
        super(message);
    }

    public TopicException(String message, Throwable cause) {
        super(message, cause);
    }
}
