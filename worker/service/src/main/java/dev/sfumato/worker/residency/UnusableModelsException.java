package dev.sfumato.worker.residency;

import java.io.Serial;
import java.util.List;

/** Model folders that can't be used; the message has a line for each. */
public final class UnusableModelsException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    UnusableModelsException(List<String> mistakes) {
        super("worker.models holds what can't be run:\n  " + String.join("\n  ", mistakes));
    }
}
