package dev.sfumato.benchmarks.watching;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Says where generations begin, as ingest does, and nothing else. */
final class StatusView {
    private static final int START_SECONDS = 30;

    private final Map<String, String> firstEvents;
    private final HttpServer server;

    StatusView(Vertx vertx, Map<String, String> firstEvents) throws Exception {
        this.firstEvents = Map.copyOf(firstEvents);
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(START_SECONDS, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        String id = request.path().substring(request.path().lastIndexOf('/') + 1);
        String first = firstEvents.get(id);
        if (first == null) {
            request.response().setStatusCode(404).end();
        } else {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Sfumato-First-Event", first)
                    .putHeader("Sfumato-Last-Event", first)
                    .end("{\"id\":\"" + id + "\",\"status\":\"running\"}");
        }
    }
}
