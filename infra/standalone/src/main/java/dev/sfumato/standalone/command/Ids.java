package dev.sfumato.standalone.command;

import dev.sfumato.schemas.events.GenerationId;

/** Ids from the command line. */
final class Ids {
    private Ids() {}

    /**
     * The id, safe to put in a path.
     *
     * @throws IllegalArgumentException unless it is a UUID
     */
    static String checked(String id) {
        return GenerationId.parse(id).toString();
    }
}
