package dev.sfumato.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.status.StatusView.Known;
import dev.sfumato.ingest.status.StatusView.Page;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.json.GenerationJson;
import dev.sfumato.schemas.requests.Violation;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /v1/generations}: one, many, cancel and purge. Handlers are called on the event loop. */
final class GenerationHandlers {
    private static final Duration LAG = Duration.ofSeconds(2);
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final IngestRoutes.Parts parts;

    GenerationHandlers(IngestRoutes.Parts parts) {
        this.parts = parts;
    }

    void get(RoutingContext context) {
        String tenant = Access.caller(context).tenant();
        known(context, tenant, Answers.id(context))
                .onSuccess(found -> send(context, found))
                .onFailure(context::fail);
    }

    void list(RoutingContext context) {
        String tenant = Access.caller(context).tenant();
        List<Violation> violations = new ArrayList<>();
        Status status = status(context.request().getParam("status"), violations);
        int limit = limit(context.request().getParam("limit"), violations);
        String cursor = context.request().getParam("cursor");
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.invalid(violations));
        }
        Answers.blocking(parts.vertx(), () -> parts.status().list(tenant, status, limit, cursor))
                .recover(GenerationHandlers::cursorRefused)
                .onSuccess(page -> Answers.send(context, 200, json(page)))
                .onFailure(context::fail);
    }

    void delete(RoutingContext context) {
        String tenant = Access.caller(context).tenant();
        GenerationId id = Answers.id(context);
        boolean purge = "true".equals(context.request().getParam("purge"));
        known(context, tenant, id)
                .compose(found -> end(tenant, found.generation(), purge))
                .onSuccess(
                        ended ->
                                Answers.send(
                                        context,
                                        202,
                                        Answers.JSON.createObjectNode().put("id", id.toString())))
                .onFailure(context::fail);
    }

    private Future<Void> end(String tenant, Generation generation, boolean purge) {
        GenerationId id = generation.subject().id();
        Status status = generation.status();
        if (!purge && status == Status.CANCELLED) {
            return Future.succeededFuture();
        }
        if (!purge && status.isTerminal()) {
            return Future.failedFuture(
                    new ProblemException(
                            Problem.conflict(
                                    "already_ended",
                                    "the generation is " + word(status) + " already")));
        }
        Future<Void> cancelled =
                status.isTerminal()
                        ? Future.succeededFuture()
                        : parts.submission().cancel(tenant, id);
        return purge ? cancelled.compose(done -> purge(tenant, generation)) : cancelled;
    }

    private Future<Void> purge(String tenant, Generation generation) {
        Future<Void> removed =
                Answers.blocking(
                        parts.vertx(),
                        () -> {
                            for (Artifact artifact : generation.artifacts()) {
                                parts.store().delete(tenant, artifact.id());
                            }
                            return null;
                        });
        return removed.compose(
                done ->
                        Future.fromCompletionStage(
                                parts.status().purge(tenant, generation.subject().id())));
    }

    private Future<Known> known(RoutingContext context, String tenant, GenerationId id) {
        return Future.fromCompletionStage(
                        parts.status().seen(tenant, id, LAG), context.vertx().getOrCreateContext())
                .recover(Answers::translated)
                .map(GenerationHandlers::present);
    }

    private static Known present(Optional<Known> found) {
        return found.orElseThrow(
                () -> new ProblemException(Problem.notFound("no generation has this id")));
    }

    private static void send(RoutingContext context, Known known) {
        context.response()
                .putHeader("Sfumato-First-Event", known.firstEvent())
                .putHeader("Sfumato-Last-Event", known.lastEvent());
        Answers.send(context, 200, GenerationJson.write(known.generation()));
    }

    private static ObjectNode json(Page page) {
        ObjectNode body = Answers.JSON.createObjectNode();
        ArrayNode generations = body.putArray("generations");
        page.known().forEach(each -> generations.add(GenerationJson.write(each.generation())));
        body.put("next", page.next());
        return body;
    }

    private static Future<Page> cursorRefused(Throwable failure) {
        if (failure instanceof IllegalArgumentException) {
            return Future.failedFuture(
                    new ProblemException(
                            Problem.invalid(
                                    List.of(
                                            new Violation(
                                                    "cursor",
                                                    "must be the 'next' of an earlier page")))));
        }
        return Future.failedFuture(failure);
    }

    private static @Nullable Status status(@Nullable String text, List<Violation> violations) {
        if (text == null) {
            return null;
        }
        for (Status status : Status.values()) {
            if (word(status).equals(text)) {
                return status;
            }
        }
        List<String> words = Arrays.stream(Status.values()).map(GenerationHandlers::word).toList();
        violations.add(
                new Violation(
                        "status",
                        "must be one of "
                                + String.join(", ", words)
                                + ", got '"
                                + cut(text)
                                + "'"));
        return null;
    }

    private static int limit(@Nullable String text, List<Violation> violations) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        boolean whole = text.matches("\\d{1,6}");
        int limit = whole ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            violations.add(
                    new Violation(
                            "limit",
                            "must be a whole number from 1 to 200, got '" + cut(text) + "'"));
            return DEFAULT_LIMIT;
        }
        return limit;
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
