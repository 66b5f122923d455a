package dev.sfumato.ingest.webhooks;

import dev.sfumato.platform.config.Secret;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;

import org.jspecify.annotations.Nullable;

import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Sends messages: one connection each, closed as soon as the status line and headers are there. A
 * slow or hostile receiver costs one of a bounded number of attempts for a bounded time, and its
 * tenant's attempts are bounded too.
 */
final class HttpCourier implements Courier, AutoCloseable {
    private static final int MOST = 256;
    private static final int MOST_OF_A_TENANT = 32;
    private static final int GONE = 410;
    private static final String RETRY_AFTER = "Retry-After";
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final WebhookSettings settings;
    private final BiConsumer<String, Tried> reports;
    private final Clock clock;
    private final HttpClient client;
    private final ExecutorService lookUps = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<String, Integer> byTenant = new ConcurrentHashMap<>();

    /** What of an answer counts. */
    private record Answer(int status, @Nullable Duration asked) {}

    /**
     * Opens a client.
     *
     * @param reports takes how an attempt for a generation went; any thread
     */
    HttpCourier(
            Vertx vertx, WebhookSettings settings, BiConsumer<String, Tried> reports, Clock clock) {
        this.settings = settings;
        this.reports = reports;
        this.clock = clock;
        var options =
                new HttpClientOptions()
                        .setKeepAlive(false)
                        .setConnectTimeout((int) CONNECT.toMillis())
                        .setVerifyHost(true);
        settings.trusted()
                .ifPresent(
                        file ->
                                options.setTrustOptions(
                                        new PemTrustOptions().addCertPath(file.toString())));
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MOST));
    }

    @Override
    public boolean begin(String id, Message message, int attempt) {
        if (!enter(message.tenant())) {
            return false;
        }
        send(message)
                .onComplete(
                        sent -> {
                            leave(message.tenant());
                            reports.accept(
                                    id,
                                    sent.succeeded()
                                            ? judged(attempt, sent.result())
                                            : failed(attempt, sent.cause()));
                        });
        return true;
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
        client.close();
    }

    private Future<Answer> send(Message message) {
        List<Secret> secrets = settings.secrets().getOrDefault(message.tenant(), List.of());
        if (secrets.isEmpty()) {
            return Future.failedFuture(new Refusal("the tenant has no webhook secret"));
        }
        CompletableFuture<Target> target =
                CompletableFuture.supplyAsync(() -> target(message.url()), lookUps)
                        .orTimeout(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
        return Future.fromCompletionStage(target)
                .compose(
                        found ->
                                client.request(
                                        found.request()
                                                .setConnectTimeout(CONNECT.toMillis())
                                                .setIdleTimeout(ANSWER.toMillis())))
                .compose(request -> send(request, message, secrets))
                .timeout(LOOK_UP.plus(CONNECT).plus(ANSWER).toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<Answer> send(HttpClientRequest request, Message message, List<Secret> secrets) {
        long timestamp = clock.instant().getEpochSecond();
        request.putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "sfumato")
                .putHeader("webhook-id", message.id())
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader(
                        "webhook-signature",
                        Signature.of(secrets, message.id(), timestamp, message.body()));
        return request.send(Buffer.buffer(message.body()))
                .timeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .map(this::answer)
                // What else the receiver says is of no interest, and might never end.
                .onComplete(ignored -> request.connection().close());
    }

    private Target target(String url) {
        try {
            return Target.of(url, settings.allowed());
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private Answer answer(HttpClientResponse response) {
        String asked = response.getHeader(RETRY_AFTER);
        return new Answer(response.statusCode(), RetryAfter.read(asked, clock.instant()));
    }

    private static Tried judged(int attempt, Answer answer) {
        int status = answer.status();
        return status >= 200 && status < 300
                ? new Tried(attempt, null, false)
                : new Tried(
                        attempt, "the receiver answered " + status, status == GONE, answer.asked());
    }

    private static Tried failed(int attempt, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return switch (cause) {
            case Refusal refusal -> new Tried(attempt, refusal.getMessage(), true);
            case UnknownHostException ignored ->
                    new Tried(attempt, "the receiver's name has no address", false);
            case TimeoutException ignored ->
                    new Tried(attempt, "the receiver took too long", false);
            default ->
                    new Tried(
                            attempt,
                            "the receiver can't be reached: " + cause.getClass().getSimpleName(),
                            false);
        };
    }

    private boolean enter(String tenant) {
        if (underWay.incrementAndGet() > MOST) {
            underWay.decrementAndGet();
            return false;
        }
        if (byTenant.merge(tenant, 1, Integer::sum) > MOST_OF_A_TENANT) {
            leave(tenant);
            return false;
        }
        return true;
    }

    private void leave(String tenant) {
        underWay.decrementAndGet();
        byTenant.computeIfPresent(tenant, (name, count) -> count == 1 ? null : count - 1);
    }
}
