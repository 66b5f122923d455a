package dev.sfumato.gateway.replay;

import dev.sfumato.schemas.events.GenerationId;

/**
 * An event as clients see it, encoded once for all who watch.
 *
 * @param event orders it, and resumes after it
 * @param type as in the contract, for example {@code queued}
 * @param json the whole message
 */
public record Shown(GenerationId id, EventId event, String type, Weight weight, String json) {
    /** What may become of an event on its way to a slow client. */
    public enum Weight {
        /** A newer one of the same generation may take its place. */
        PASSING,
        /** Always delivered. */
        LASTING,
        /** Always delivered, and the last one of its generation. */
        TERMINAL
    }

    public boolean isTerminal() {
        return weight == Weight.TERMINAL;
    }
}
