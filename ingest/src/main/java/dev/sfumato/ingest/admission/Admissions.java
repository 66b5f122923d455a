package dev.sfumato.ingest.admission;

import dev.sfumato.ingest.streams.Owner;
import dev.sfumato.schemas.events.GenerationId;

import java.util.Optional;

/** What admission remembers of the ids it has seen. Reads a local store: not for the event loop. */
public interface Admissions {
    /** A remembered command: whose, and the hash of its body. */
    record Remembered(String tenant, String bodyHash) {}

    /** Which instance remembers an id. Any thread; returns at once. */
    Owner owner(GenerationId id);

    /**
     * The command that took an id.
     *
     * @param standby also from a copy, which may lag behind its owner
     * @throws dev.sfumato.ingest.status.ViewUnavailableException while the store is being restored,
     *     or when it isn't here
     */
    Optional<Remembered> find(GenerationId id, boolean standby);
}
