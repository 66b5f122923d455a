package dev.sfumato.gateway;

import dev.sfumato.gateway.replay.EventId;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Lifecycle;
import dev.sfumato.schemas.json.GenerationJson;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that answers as the status view does, from what tests publish. */
final class StatusStub {
    private static final String PATH = "/v1/generations/";

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;

    private record Known(Generation generation, EventId first, EventId last) {}

    StatusStub(Vertx vertx) throws Exception {
        server =
                vertx.createHttpServer()
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** How often anybody asked. */
    int asked() {
        return asked.get();
    }

    void saw(GenerationEvent event, EventId at) {
        known.compute(
                event.subject().id().toString(),
                (id, before) -> {
                    Lifecycle.Step step =
                            Lifecycle.apply(before == null ? null : before.generation(), event);
                    Generation after = step.generation();
                    if (!step.counted() || after == null) {
                        return before;
                    }
                    return new Known(after, before == null ? at : before.first(), at);
                });
    }

    private void answer(HttpServerRequest request) {
        asked.incrementAndGet();
        Known found = known.get(request.path().substring(PATH.length()));
        if (found == null || !mayRead(request.getHeader("Authorization"), found)) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Sfumato-First-Event", found.first().toString())
                .putHeader("Sfumato-Last-Event", found.last().toString())
                .end(GenerationJson.write(found.generation()).toString());
    }

    private static boolean mayRead(@Nullable String authorization, Known found) {
        String tenant = authorization == null ? "default" : authorization.replace("Bearer ", "");
        return found.generation().subject().tenant().equals(tenant);
    }
}
