package dev.sfumato.platform.topics;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Topics are wrong, or the cluster can't be asked. */
public final class TopicException extends RuntimeException {
    public TopicException(String message) {
        super(message);
    }

    public TopicException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether nobody answers, or nobody lets us in. */
    public boolean isUnreachable() {
        return getCause() instanceof AuthenticationException
                || getCause() instanceof TimeoutException
                || getCause() instanceof java.util.concurrent.TimeoutException;
    }
}
