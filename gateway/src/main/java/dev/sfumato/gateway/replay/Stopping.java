package dev.sfumato.gateway.replay;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/** Waiting for threads that were told to stop. */
final class Stopping {
    private static final Logger log = LoggerFactory.getLogger(Stopping.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private Stopping() {}

    static void await(Thread thread) {
        try {
            if (thread.isAlive() && !thread.join(DEADLINE)) {
                log.atWarn().addKeyValue("thread", thread.getName()).log("didn't stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
