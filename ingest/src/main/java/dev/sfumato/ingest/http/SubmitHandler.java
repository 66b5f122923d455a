package dev.sfumato.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.admission.Admissions.Remembered;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.json.GenerationJson;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /v1/generations}: 202 once Kafka has the command. */
final class SubmitHandler implements Handler<RoutingContext> {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,4})");
    private static final int MAX_WAIT_SECONDS = 60;
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
        String tenant = Access.caller(context).tenant();
        String key = key(context);
        Duration wait = wait(context);
        parts.submission()
                .prepare(tenant, context.body().buffer(), key)
                .compose(command -> key == null ? Future.succeededFuture(command) : fresh(command))
                .compose(parts.submission()::submit)
                .compose(id -> answer(context, tenant, id, wait))
                .onFailure(context::fail);
    }

    private Future<Void> answer(
            RoutingContext context, String tenant, GenerationId id, Duration wait) {
        if (wait.isZero()) {
            accepted(context, id);
            return Future.succeededFuture();
        }
        return Future.fromCompletionStage(
                        parts.status().ended(tenant, id, wait), parts.vertx().getOrCreateContext())
                .map(
                        known -> {
                            known.filter(found -> found.generation().status().isTerminal())
                                    .ifPresentOrElse(
                                            found ->
                                                    Answers.send(
                                                            context,
                                                            200,
                                                            GenerationJson.write(
                                                                    found.generation())),
                                            () -> accepted(context, id));
                            return null;
                        });
    }

    private static void accepted(RoutingContext context, GenerationId id) {
        String self = "/v1/generations/" + id;
        ObjectNode body = Answers.JSON.createObjectNode();
        body.put("id", id.toString()).put("status", "accepted");
        body.putObject("links")
                .put("self", self)
                .put("events", self + "/events")
                .put("stream", "/v1/stream")
                .put("cancel", self);
        context.response().putHeader("Location", self);
        Answers.send(context, 202, body);
    }

    /** Passes a command whose key is new or was used for the same body. */
    private Future<Command.Generate> fresh(Command.Generate command) {
        return Answers.blocking(parts.vertx(), () -> parts.admissions().find(command.id()))
                .map(
                        known -> {
                            requireSame(command, known);
                            return command;
                        });
    }

    private static void requireSame(Command.Generate command, Optional<Remembered> known) {
        if (known.isPresent() && !known.get().bodyHash().equals(command.bodyHash())) {
            throw new ProblemException(
                    Problem.conflict(
                            "idempotency_conflict",
                            "Idempotency-Key was used for another request body"));
        }
    }

    private void requireRoom() {
        boolean full =
                !parts.fleet().pools().isEmpty()
                        && parts.fleet().pools().stream()
                                .map(PoolSnapshot::backlog)
                                .allMatch(backlog -> backlog >= BACKLOG_LIMIT);
        if (full) {
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

    private static Duration wait(RoutingContext context) {
        String prefer = context.request().getHeader("Prefer");
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        if (!matcher.find()) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Math.min(MAX_WAIT_SECONDS, Integer.parseInt(matcher.group(1))));
    }
}
