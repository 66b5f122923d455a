package dev.sfumato.schemas.events;

/** Where a generation stands. */
public enum Status {
    ACCEPTED,
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELLED,
    EXPIRED,
    REJECTED;

    /** Whether nothing can change any more. */
    public boolean isTerminal() {
        return switch (this) {
            case ACCEPTED, QUEUED, RUNNING -> false;
            case COMPLETED, FAILED, CANCELLED, EXPIRED, REJECTED -> true;
        };
    }
}
