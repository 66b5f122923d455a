package dev.sfumato.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.instances.Asker;
import dev.sfumato.ingest.instances.Generations.Question;
import dev.sfumato.ingest.instances.Hop;
import dev.sfumato.ingest.instances.Listing;
import dev.sfumato.ingest.instances.Shown;
import dev.sfumato.ingest.status.StatusView.Query;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Status;
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
        Duration wait =
                Hop.of(context.request()) == null ? Duration.ZERO : Waiting.of(context.request());
        var question = wait.isZero() ? new Question(LAG, false) : new Question(wait, true);
        found(context, question)
                .onSuccess(
                        shown -> {
                            shown.addHeaders(context.response());
                            Answers.send(context, 200, shown.generation());
                        })
                .onFailure(context::fail);
    }

    void list(RoutingContext context) {
        Asker asker = Asker.of(context);
        List<Violation> violations = new ArrayList<>();
        Status status = status(context.request().getParam("status"), violations);
        int limit = limit(context.request().getParam("limit"), violations);
        if (!violations.isEmpty()) {
            throw new ProblemException(Problem.invalid(violations));
        }
        var query = new Query(asker.tenant(), status, limit, context.request().getParam("cursor"));
        Future<Listing> listing =
                Hop.of(context.request()) == null
                        ? parts.listings().list(asker, query)
                        : parts.listings().listHere(asker, query);
        listing.recover(Answers::translated)
                .recover(GenerationHandlers::cursorRefused)
                .onSuccess(
                        page -> {
                            page.addHeaders(context.response());
                            Answers.send(context, 200, json(page));
                        })
                .onFailure(context::fail);
    }

    void delete(RoutingContext context) {
        String tenant = Asker.of(context).tenant();
        GenerationId id = Answers.id(context);
        boolean purge = purge(context.request().getParam("purge"));
        found(context, new Question(LAG, false))
                .compose(shown -> end(tenant, id, shown, purge))
                .onSuccess(
                        ended ->
                                Answers.send(
                                        context,
                                        202,
                                        Answers.JSON.createObjectNode().put("id", id.toString())))
                .onFailure(context::fail);
    }

    private Future<Void> end(String tenant, GenerationId id, Shown shown, boolean purge) {
        Status status = Waiting.status(shown);
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
        return purge ? cancelled.compose(done -> purge(tenant, id, shown)) : cancelled;
    }

    private Future<Void> purge(String tenant, GenerationId id, Shown shown) {
        Future<Void> removed =
                Answers.blocking(
                        parts.vertx(),
                        () -> {
                            for (JsonNode artifact : shown.generation().path("artifacts")) {
                                parts.store().delete(tenant, artifact.path("id").asText());
                            }
                            return null;
                        });
        return removed.compose(
                done -> Future.fromCompletionStage(parts.generations().purge(tenant, id)));
    }

    private Future<Shown> found(RoutingContext context, Question question) {
        Asker asker = Asker.of(context);
        GenerationId id = Answers.id(context);
        Hop hop = Hop.of(context.request());
        Future<Optional<Shown>> asked =
                hop == null
                        ? parts.generations().find(asker, id, question)
                        : parts.generations().findHere(asker, id, question, hop);
        return asked.recover(Answers::translated)
                .map(
                        found ->
                                found.orElseThrow(
                                        () ->
                                                new ProblemException(
                                                        Problem.notFound(
                                                                "no generation has this id"))));
    }

    private static ObjectNode json(Listing page) {
        ObjectNode body = Answers.JSON.createObjectNode();
        ArrayNode generations = body.putArray("generations");
        page.generations().forEach(generations::add);
        body.put("next", page.next());
        return body;
    }

    private static Future<Listing> cursorRefused(Throwable failure) {
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

    private static boolean purge(@Nullable String text) {
        if (text == null || text.equals("true") || text.equals("false")) {
            return "true".equals(text);
        }
        throw new ProblemException(
                Problem.invalid(
                        List.of(
                                new Violation(
                                        "purge",
                                        "must be true or false, got '" + cut(text) + "'"))));
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
