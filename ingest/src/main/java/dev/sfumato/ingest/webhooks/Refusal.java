package dev.sfumato.ingest.webhooks;

import java.io.Serial;

/** An attempt that must not be made, now or later; the message says why. */
final class Refusal extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Refusal(String message) {
        super(message);
    }
}
