package dev.sfumato.worker;

/** Why a run is stopped before it has made anything. */
enum Stop {
    /** Its owner took it back; dispatch has said so. */
    CANCELLED,
    /** Its deadline has passed; dispatch says so. */
    EXPIRED,
    /** Another worker may have its job. */
    LOST,
    /** This worker stops. */
    DRAINED
}
