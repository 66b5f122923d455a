package dev.sfumato.worker;

import dev.sfumato.worker.pulling.Tenure;

import java.util.concurrent.CompletableFuture;

/** Whether and why a run is to stop: the first reason counts, and whether its job was lost. */
final class StopSign {
    private final Tenure tenure;
    private final CompletableFuture<Stop> reason = new CompletableFuture<>();
    private volatile boolean lost;

    /** For a run of a job that is held as long as {@code tenure} says. */
    StopSign(Tenure tenure) {
        this.tenure = tenure;
    }

    void raise(Stop why) {
        if (why == Stop.LOST) {
            lost = true;
        }
        reason.complete(why);
    }

    boolean isRaised() {
        return reason.isDone();
    }

    /** Done once it is raised; for others to wait on. */
    CompletableFuture<Stop> raised() {
        return reason.copy();
    }

    /** Whether another worker may have the job. */
    boolean isLost() {
        return lost;
    }

    /**
     * Whether the run may speak: nobody else can have the job. Its lock may have expired, as when
     * the process stood still, and nobody may have noticed yet.
     */
    boolean maySpeak() {
        if (!lost && !tenure.isHeld()) {
            raise(Stop.LOST);
        }
        return !lost;
    }

    /** Whether nobody waits for the outcome any more. */
    boolean isUnwanted() {
        Stop why = reason.getNow(null);
        return why == Stop.CANCELLED || why == Stop.EXPIRED;
    }
}
