package dev.sfumato.benchmarks.accepting;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The least that a durable HTTP door can do: the body to a topic, acks=all, then 202. */
final class BareHandler {
    private static final int SECONDS = 30;

    private final Producer<String, byte[]> producer;
    private final String topic;
    private final HttpServer server;

    private BareHandler(Vertx vertx, Producer<String, byte[]> producer, String topic)
            throws Exception {
        this.producer = producer;
        this.topic = topic;
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::take)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(SECONDS, TimeUnit.SECONDS);
    }

    static BareHandler start(Vertx vertx, Producer<String, byte[]> producer, String topic)
            throws Exception {
        return new BareHandler(vertx, producer, topic);
    }

    int port() {
        return server.actualPort();
    }

    private void take(HttpServerRequest request) {
        String id = UUID.randomUUID().toString();
        request.body()
                .onSuccess(
                        body ->
                                producer.send(
                                        new ProducerRecord<>(topic, id, body.getBytes()),
                                        (metadata, failure) -> {
                                            int status = failure == null ? 202 : 503;
                                            request.response()
                                                    .setStatusCode(status)
                                                    .putHeader("Content-Type", "application/json")
                                                    .end("{\"id\":\"" + id + "\"}");
                                        }));
    }
}
