package dev.sfumato.platform.http;

import dev.sfumato.schemas.requests.Violation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * An error as HTTP clients get it: RFC 9457 {@code application/problem+json}.
 *
 * @param status HTTP status, 400 to 599
 * @param code stable, for programs, {@code snake_case}
 * @param title the kind of problem, the same for every occurrence
 * @param detail this occurrence
 * @param violations broken rules of a request; empty for other problems
 * @param retryAfter when to try again; null when that makes no sense
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        List<Violation> violations,
        @Nullable Duration retryAfter) {
    public Problem {
        violations = List.copyOf(violations);
    }

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), null);
    }

    /** 400: the request isn't even readable. */
    public static Problem malformed(String detail) {
        return of(400, "malformed", "The request can't be read", detail);
    }

    /** 401. */
    public static Problem unauthenticated(String detail) {
        return of(401, "unauthenticated", "Authentication is needed", detail);
    }

    /** 403. */
    public static Problem forbidden(String detail) {
        return of(403, "forbidden", "The caller may not do this", detail);
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return of(404, "not_found", "Nothing is there", detail);
    }

    /** 409. */
    public static Problem conflict(String code, String detail) {
        return of(409, code, "It contradicts what is there", detail);
    }

    /** 413. */
    public static Problem tooLarge(String detail) {
        return of(413, "too_large", "The request is too large", detail);
    }

    /** 422: every broken rule at once. */
    public static Problem invalid(List<Violation> violations) {
        return refused("invalid_request", violations);
    }

    /** 422: every broken rule at once, of a kind that has a code of its own. */
    public static Problem refused(String code, List<Violation> violations) {
        String detail =
                violations.size() + (violations.size() == 1 ? " rule" : " rules") + " broken";
        return new Problem(422, code, "The request breaks rules", detail, violations, null);
    }

    /** 429. */
    public static Problem tooMany(String code, String detail, Duration retryAfter) {
        return new Problem(429, code, "Too much is asked for", detail, List.of(), retryAfter);
    }

    /** 500: our mistake; what it is stays in the log. */
    public static Problem internal() {
        return of(500, "internal", "Something went wrong here", "the log of the service says what");
    }

    /** 503. */
    public static Problem unavailable(String detail, Duration retryAfter) {
        return new Problem(
                503, "unavailable", "The service can't do this now", detail, List.of(), retryAfter);
    }

    /** The body. */
    public JsonObject toJson() {
        var json =
                new JsonObject()
                        .put("type", "urn:sfumato:problem:" + code)
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail)
                        .put("code", code);
        if (!violations.isEmpty()) {
            var list = new JsonArray();
            violations.forEach(v -> list.add(toJson(v)));
            json.put("violations", list);
        }
        return json;
    }

    /** Answers with it and ends the response. Called on the event loop. */
    public Future<Void> send(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
        RetryAfterHeader.put(response, retryAfter);
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        return response.end(Buffer.buffer(toJson().encode()));
    }

    private static JsonObject toJson(Violation violation) {
        return new JsonObject().put("path", violation.path()).put("message", violation.message());
    }
}
