package dev.sfumato.platform.submission;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.limits.TenantLimits;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.ModelDirectory;
import dev.sfumato.schemas.requests.Violation;
import dev.sfumato.schemas.topics.Topics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The way from a client's JSON to a durable command.
 *
 * <p>Every failure is a {@link ProblemException}: 400 unreadable, 422 broken rules, 413 too large
 * for Kafka, 429 beyond the tenant's limits, 503 when Kafka or the store doesn't take it or too
 * much is under way. Futures complete on the caller's context.
 */
public final class Submission {
    private static final Logger log = LoggerFactory.getLogger(Submission.class);
    private static final Pattern TRACE =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Bytes of a body that is read on the caller's thread. */
    private static final int SMALL = 16 * 1024;

    private final Vertx vertx;
    private final CommandSender sender;
    private final RequestBodies bodies;
    private final @Nullable TenantLimits limits;
    private final Clock clock;
    private final Semaphore underWay;
    private final SecureRandom random = new SecureRandom();

    /** Without limits of tenants: its doors look at them themselves. */
    public Submission(
            Vertx vertx,
            Producer<String, Command> producer,
            ModelDirectory models,
            ArtifactStore store,
            ImageLimits limits,
            Clock clock,
            int maxUnderWay) {
        this(vertx, producer, models, store, limits, null, clock, maxUnderWay);
    }

    /**
     * Over a producer and a store that the caller closes.
     *
     * @param producer durable, never blocking: {@code KafkaSettings.promptProducer}
     * @param models that may be asked for
     * @param store takes pictures that came inside a request
     * @param pictures what those may be
     * @param limits of tenants; null for none
     * @param maxUnderWay requests in work at a time; one more is answered with 503
     */
    public Submission(
            Vertx vertx,
            Producer<String, Command> producer,
            ModelDirectory models,
            ArtifactStore store,
            ImageLimits pictures,
            @Nullable TenantLimits limits,
            Clock clock,
            int maxUnderWay) {
        this.vertx = vertx;
        this.sender = new CommandSender(vertx, producer);
        this.bodies = new RequestBodies(models, store, pictures);
        this.limits = limits;
        this.clock = clock;
        this.underWay = new Semaphore(maxUnderWay);
    }

    /**
     * Reads a request, stores its pictures and gives it an id; nothing is sent yet.
     *
     * @param body JSON as in {@code POST /v1/generations}
     * @param idempotencyKey the client's own name for it, or null
     */
    public Future<Command.Generate> prepare(
            String tenant, Buffer body, @Nullable String idempotencyKey) {
        if (body.length() > SMALL) {
            return prepare(
                    idempotencyKey, () -> later(tenant, idempotencyKey, () -> bodies.read(body)));
        }
        return prepare(idempotencyKey, () -> now(tenant, idempotencyKey, body));
    }

    /** As {@link #prepare(String, Buffer, String)}, of JSON that is parsed already. */
    public Future<Command.Generate> prepare(
            String tenant, JsonNode body, @Nullable String idempotencyKey) {
        return prepare(
                idempotencyKey, () -> later(tenant, idempotencyKey, () -> bodies.read(body)));
    }

    /** As {@link #prepare(String, JsonNode, String)}; fails with 429 where a tenant has no room. */
    public Future<Command.Generate> prepareWithinLimits(
            String tenant, JsonNode body, @Nullable String idempotencyKey) {
        return prepare(tenant, body, idempotencyKey)
                .map(
                        command -> {
                            if (limits != null) {
                                limits.require(command);
                            }
                            return command;
                        });
    }

    /** Sends a prepared command; completes with its id once Kafka has it on all replicas. */
    public Future<GenerationId> submit(Command.Generate command) {
        return submit(command, null);
    }

    /**
     * As {@link #submit(Command.Generate)}, within a trace.
     *
     * @param traceparent W3C trace context that results carry on; null or malformed for none
     */
    public Future<GenerationId> submit(Command.Generate command, @Nullable String traceparent) {
        return send(command, traceparent).map(command.id());
    }

    /** Asks for the end of a generation; completes once Kafka has the command. */
    public Future<Void> cancel(String tenant, GenerationId id) {
        return send(new Command.Cancel(id, tenant, null, clock.instant()), null);
    }

    private Future<Command.Generate> prepare(
            @Nullable String key, Supplier<Future<Command.Generate>> preparing) {
        List<Violation> violations = IdempotencyKeys.check(key);
        if (!violations.isEmpty()) {
            return Future.failedFuture(new ProblemException(Problem.invalid(violations)));
        }
        return limited(preparing).recover(Submission::asProblem);
    }

    /** A small body costs less than a change of threads; only its pictures need another one. */
    private Future<Command.Generate> now(String tenant, @Nullable String key, Buffer body) {
        try {
            GenerationRequest request = bodies.read(body);
            return request.inputs().isEmpty()
                    ? Future.succeededFuture(generate(tenant, key, request))
                    : later(tenant, key, () -> request);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Command.Generate> later(
            String tenant, @Nullable String key, Supplier<GenerationRequest> reading) {
        return vertx.executeBlocking(
                () -> generate(tenant, key, bodies.stored(tenant, reading.get())), false);
    }

    private Command.Generate generate(
            String tenant, @Nullable String key, GenerationRequest request) {
        Instant now = clock.instant();
        GenerationId id =
                key == null ? GenerationId.fresh(now, random) : GenerationId.ofKey(tenant, key);
        return new Command.Generate(id, tenant, null, now, key, request);
    }

    private static <T> Future<T> asProblem(Throwable failure) {
        if (failure instanceof StoreException) {
            log.atWarn().setCause(failure).log("picture not stored");
            return Future.failedFuture(unavailable("pictures can't be stored now"));
        }
        return Future.failedFuture(failure);
    }

    private Future<Void> send(Command command, @Nullable String traceparent) {
        var record = new ProducerRecord<>(Topics.ADMISSION, command.id().toString(), command);
        if (traceparent != null && TRACE.matcher(traceparent).matches()) {
            record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        return limited(() -> sender.send(record));
    }

    /** Counts work as under way until it ends; refuses it when too much is. */
    private <T> Future<T> limited(Supplier<Future<T>> work) {
        if (!underWay.tryAcquire()) {
            return Future.failedFuture(unavailable("too many requests are under way"));
        }
        return work.get().onComplete(ignored -> underWay.release());
    }

    static ProblemException unavailable(String detail) {
        return new ProblemException(Problem.unavailable(detail, RETRY_AFTER));
    }
}
