package dev.sfumato.schemas.cloudevents;

import dev.sfumato.schemas.events.Command;

/** What a record of a topic door turned out to be. */
public sealed interface Incoming {
    /** A command to pass on to admission. */
    record Understood(Command command) implements Incoming {}

    /**
     * No command.
     *
     * @param reason every rule that it breaks, without the content
     */
    record Malformed(String reason) implements Incoming {}
}
