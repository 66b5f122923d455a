package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.gateway.replay.Feeds;
import dev.sfumato.gateway.replay.Problems;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Caller;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.GenerationId;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

/** {@code GET /v1/generations/{id}/events}: server-sent events. On the event loop. */
public final class EventsDoor implements Handler<RoutingContext> {
    private final Vertx vertx;
    private final Feeds feeds;
    private final SocketLimits limits;
    private final Meters meters;

    public EventsDoor(Vertx vertx, Feeds feeds, SocketLimits limits, Meters meters) {
        this.vertx = vertx;
        this.feeds = feeds;
        this.limits = limits;
        this.meters = meters;
    }

    @Override
    public void handle(RoutingContext context) {
        GenerationId id = id(context.pathParam("id"));
        EventId after = after(context.request().getHeader("Last-Event-ID"));
        Caller caller = Access.caller(context);
        new EventStream(vertx, context, caller.expires(), limits, meters)
                .begin(stream -> feeds.watch(id, Viewers.of(context, caller), after, stream));
    }

    private static GenerationId id(String text) {
        try {
            return GenerationId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.notFound());
        }
    }

    private static @Nullable EventId after(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return null;
        }
        try {
            return EventId.parse(lastEventId);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.invalidCursor());
        }
    }
}
