package dev.sfumato.ingest.admission;

import dev.sfumato.schemas.events.GenerationId;

import java.util.Optional;

/** What admission remembers of the ids it has seen. Reads a local store: not for the event loop. */
public interface Admissions {
    /** A remembered command: whose, and the hash of its body. */
    record Remembered(String tenant, String bodyHash) {}

    /**
     * The command that took an id.
     *
     * @throws dev.sfumato.ingest.status.ViewUnavailableException while the store is being restored
     */
    Optional<Remembered> find(GenerationId id);
}
