package dev.sfumato.ingest.webhooks;

/** Makes attempts and reports them to {@code sfumato.webhooks}. Thread-safe; returns at once. */
@FunctionalInterface
interface Courier {
    /** Begins an attempt; false when too many are under way, over all or for this tenant. */
    boolean begin(String id, Message message, int attempt);
}
