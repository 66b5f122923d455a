package dev.sfumato.schemas.requests;

/** Class of service; they share a pool 16 : 4 : 1. */
public enum Priority {
    INTERACTIVE,
    STANDARD,
    BATCH
}
