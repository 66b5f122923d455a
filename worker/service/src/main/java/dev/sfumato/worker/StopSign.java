package dev.sfumato.worker;

import java.util.concurrent.CompletableFuture;

/** Whether and why a run is to stop: the first reason counts, and whether its job was lost. */
final class StopSign {
    private final CompletableFuture<Stop> reason = new CompletableFuture<>();
    private volatile boolean lost;

    void raise(Stop why) {
        if (why == Stop.LOST) {
            lost = true;
        }
        reason.complete(why);
    }

    boolean isRaised() {
        return reason.isDone();
    }

    /** Whether another worker may have the job. */
    boolean isLost() {
        return lost;
    }

    /** Whether nobody waits for the outcome any more. */
    boolean isUnwanted() {
        Stop why = reason.getNow(null);
        return why == Stop.CANCELLED || why == Stop.EXPIRED;
    }
}
