package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.RetryAfterHeader;
import dev.sfumato.schemas.requests.Violation;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * An error in the shape of that API.
 *
 * @param param the field that is wrong; null when none is
 * @param retryAfter when to try again; null when that makes no sense
 */
record ApiError(
        int status,
        String type,
        String code,
        String message,
        @Nullable String param,
        @Nullable Duration retryAfter) {
    /** Of what makes no sense to try again. */
    ApiError(int status, String type, String code, String message, @Nullable String param) {
        this(status, type, code, message, param, null);
    }

    static ApiError invalid(String param, String message) {
        return new ApiError(400, "invalid_request_error", "invalid_value", message, param);
    }

    /** A problem of this API, told in the words of that one; it names only the first rule. */
    static ApiError of(Problem problem) {
        if (problem.status() == 422 && !problem.violations().isEmpty()) {
            Violation first = problem.violations().getFirst();
            String param = translated(first.path());
            return invalid(param, "%s %s".formatted(param, first.message()));
        }
        return new ApiError(
                problem.status(),
                type(problem.status()),
                problem.code(),
                problem.detail(),
                null,
                problem.retryAfter());
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return json;
    }

    void send(HttpServerResponse response) {
        RetryAfterHeader.put(response, retryAfter);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json().toString());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static String translated(String path) {
        return switch (path) {
            case "count" -> "n";
            case "width", "height" -> "size";
            case "output.format" -> "output_format";
            case "output.quality" -> "output_compression";
            default -> path;
        };
    }
}
