package dev.sfumato.schemas.events;

import dev.sfumato.schemas.requests.BodyHash;
import dev.sfumato.schemas.requests.GenerationRequest;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** What a door asks of admission; the value of {@code sfumato.admission}. */
public sealed interface Command {
    GenerationId id();

    String tenant();

    /** Where the door read it; null when the door is HTTP or WebSocket and wrote it itself. */
    @Nullable Source source();

    Instant at();

    /**
     * Make something.
     *
     * @param clientKey the client's own key, echoed in results; null when it brought the id
     * @param request before defaults, its inputs stored
     */
    record Generate(
            GenerationId id,
            String tenant,
            @Nullable Source source,
            Instant at,
            @Nullable String clientKey,
            GenerationRequest request)
            implements Command {
        /** What another request under the same id is compared with; made with each call. */
        public String bodyHash() {
            return BodyHash.of(request);
        }
    }

    /** Take it back. */
    record Cancel(GenerationId id, String tenant, @Nullable Source source, Instant at)
            implements Command {}

    /** A record's coordinate: the same coordinate again is a replay, not a second request. */
    record Source(String topic, int partition, long offset) {}
}
