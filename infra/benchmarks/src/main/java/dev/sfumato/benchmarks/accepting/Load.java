package dev.sfumato.benchmarks.accepting;

import dev.sfumato.benchmarks.measure.Spread;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients on loopback, each asking again as soon as it is answered. */
final class Load implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final Vertx vertx;
    private final HttpClient client;
    private final int clients;

    Load(Vertx vertx, int clients) {
        this.vertx = vertx;
        this.clients = clients;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions().setPipelining(false),
                        new PoolOptions().setHttp1MaxSize(clients));
    }

    /**
     * What clients saw.
     *
     * @param rate accepted per second
     * @param p50 milliseconds from request to answer
     * @param refused answers other than 202
     */
    record Seen(double rate, double p50, double p99, int refused) {}

    /** Asks for a while, at one port. */
    Seen run(int port, Duration duration) throws Exception {
        var millis = new ConcurrentLinkedQueue<Double>();
        var refused = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(again(port, end, millis, refused));
        }
        Future.all(all)
                .toCompletionStage()
                .toCompletableFuture()
                .get(duration.toSeconds() + 60, TimeUnit.SECONDS);
        double seconds = (double) (System.nanoTime() - start) / SECOND;
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Seen(
                sorted.length / seconds,
                Spread.quantile(sorted, 0.5),
                Spread.quantile(sorted, 0.99),
                refused.get());
    }

    /** Asks once; the id of what was accepted. */
    Future<String> ask(int port) {
        // On an event loop, so that the answer's body can't come before it is asked for.
        Promise<Answer> answered = Promise.promise();
        vertx.runOnContext(ignored -> post(port).onComplete(answered));
        return answered.future()
                .map(
                        answer -> {
                            if (answer.status() != 202) {
                                throw new IllegalStateException("answered " + answer.status());
                            }
                            return answer.body().toJsonObject().getString("id");
                        });
    }

    @Override
    public void close() {
        client.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private record Answer(int status, Buffer body) {}

    private Future<Void> again(
            int port, long end, ConcurrentLinkedQueue<Double> millis, AtomicInteger refused) {
        long begun = System.nanoTime();
        if (begun >= end) {
            return Future.succeededFuture();
        }
        return post(port)
                .compose(
                        answer -> {
                            if (answer.status() == 202) {
                                millis.add((System.nanoTime() - begun) / 1e6);
                            } else {
                                refused.incrementAndGet();
                            }
                            return again(port, end, millis, refused);
                        });
    }

    private Future<Answer> post(int port) {
        return client.request(HttpMethod.POST, port, "127.0.0.1", "/v1/generations")
                .compose(
                        request ->
                                request.putHeader("Content-Type", "application/json").send(body()))
                .compose(
                        response ->
                                response.body()
                                        .map(body -> new Answer(response.statusCode(), body)));
    }

    /** Like a client's: a prompt, a size, a seed of its own. */
    private static Buffer body() {
        long seed = ThreadLocalRandom.current().nextLong(1L << 40);
        return Buffer.buffer(
                """
                {"prompt": "a red house on green hills under a full moon, a lake in front of it",
                 "negative_prompt": "", "width": 128, "height": 128, "steps": 20,
                 "guidance_scale": 5.0, "scheduler": "dpmpp-2m", "seed": %d,
                 "priority": "standard", "metadata": {"order": "4711"}}
                """
                        .formatted(seed));
    }
}
