package dev.sfumato.worker.pulling;

/** What becomes of a job's record once its run has ended. */
public enum Verdict {
    /** The job is over; nobody gets it again. */
    ACCEPT,
    /** The job is over, and a copy goes to dead letters: nobody can run it. */
    BURY,
    /** Somebody else gets it at once. */
    RELEASE,
    /** Nothing is known for sure: the lock is given up and the share group decides. */
    ABANDON
}
