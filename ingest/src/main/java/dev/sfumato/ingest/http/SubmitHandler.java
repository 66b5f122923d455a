package dev.sfumato.ingest.http;

import dev.sfumato.ingest.instances.Asker;
import dev.sfumato.ingest.instances.Generations.Question;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** {@code POST /v1/generations}: 202 once Kafka has the command. */
final class SubmitHandler implements Handler<RoutingContext> {
    private static final int MAX_KEY_CHARACTERS = 255;
    private static final int BACKLOG_LIMIT = 100_000;
    private static final Duration BUSY = Duration.ofSeconds(5);

    private final IngestRoutes.Parts parts;

    SubmitHandler(IngestRoutes.Parts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(RoutingContext context) {
        requireJson(context);
        requireRoom();
        Asker asker = Asker.of(context);
        String key = key(context);
        Duration wait = Waiting.of(context.request());
        parts.submission()
                .prepare(asker.tenant(), context.body().buffer(), key)
                .compose(
                        command ->
                                key == null
                                        ? parts.doorkeeper().pass(command)
                                        : keyed(asker, command))
                .compose(
                        command ->
                                parts.submission()
                                        .submit(
                                                command,
                                                context.request().getHeader("traceparent")))
                .compose(id -> answer(context, asker, id, wait))
                .onFailure(context::fail);
    }

    /** Kafka has the command: whatever happens to the wait for its end, it is accepted. */
    private Future<Void> answer(
            RoutingContext context, Asker asker, GenerationId id, Duration wait) {
        if (wait.isZero()) {
            accepted(context, id);
            return Future.succeededFuture();
        }
        return parts.generations()
                .find(asker, id, new Question(wait, true))
                .otherwise(Optional.empty())
                .map(
                        known -> {
                            known.filter(Waiting::hasEnded)
                                    .ifPresentOrElse(
                                            found -> Answers.send(context, 200, found.generation()),
                                            () -> accepted(context, id));
                            return null;
                        });
    }

    private static void accepted(RoutingContext context, GenerationId id) {
        String text = id.toString();
        String self = "/v1/generations/" + text;
        context.response().putHeader(HttpHeaders.LOCATION, self);
        Answers.send(context, 202, Buffer.buffer(json(text, self)));
    }

    /** By hand, as nothing in it needs escaping: this is the answer to every request. */
    private static String json(String id, String self) {
        return "{\"id\":\""
                + id
                + "\",\"status\":\"accepted\",\"links\":{\"self\":\""
                + self
                + "\",\"events\":\""
                + self
                + "/events\",\"stream\":\"/v1/stream\",\"cancel\":\""
                + self
                + "\"}}";
    }

    /** Passes a command whose key is new, or was used for the same body: that is in already. */
    private Future<Command.Generate> keyed(Asker asker, Command.Generate command) {
        return parts.taken()
                .bodyHash(asker, command.id())
                .recover(Answers::translated)
                .compose(
                        hash -> {
                            if (hash.isEmpty()) {
                                return parts.doorkeeper().pass(command);
                            }
                            requireSame(command, hash.get());
                            return Future.succeededFuture(command);
                        });
    }

    private static void requireSame(Command.Generate command, String hash) {
        if (!hash.equals(command.bodyHash())) {
            throw new ProblemException(
                    Problem.conflict(
                            "idempotency_conflict",
                            "Idempotency-Key was used for another request body"));
        }
    }

    private void requireRoom() {
        if (parts.fleet().isFull(BACKLOG_LIMIT)) {
            throw new ProblemException(Problem.unavailable("every pool's backlog is full", BUSY));
        }
    }

    private static void requireJson(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        String plain = type == null ? "" : type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (!plain.equals("application/json") && !plain.endsWith("+json")) {
            throw new ProblemException(
                    Problem.of(
                            415,
                            "unsupported_media_type",
                            "The body's type isn't supported",
                            "Content-Type must be application/json, got '" + plain + "'"));
        }
    }

    private static @Nullable String key(RoutingContext context) {
        String key = context.request().getHeader("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > MAX_KEY_CHARACTERS) {
            throw new ProblemException(
                    Problem.malformed(
                            "Idempotency-Key must have 1 to 255 characters, got " + key.length()));
        }
        return key;
    }
}
