package dev.sfumato.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Waits for services. */
final class Ready {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Ready() {}

    /** Returns once the service says that it is ready. */
    static void await(Client client, Command service) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline) && service.isAlive()) {
            try {
                if (client.get("/readyz").status() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("not ready:\n" + service.output());
    }
}
