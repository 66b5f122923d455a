package dev.sfumato.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.StringJoiner;

/** Problem documents (RFC 9457) and stream errors as text for people. */
public final class Problems {
    private Problems() {}

    static String text(JsonNode problem, int status) {
        String headline = problem.path("detail").asText(problem.path("title").asText(""));
        return headline.isEmpty() ? "the server answered with status " + status : text(problem);
    }

    /** One line with the detail, then one for each violation. */
    public static String text(JsonNode problem) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        String detail =
                problem.path("detail")
                        .asText(problem.path("message").asText(problem.path("title").asText("")));
        JsonNode violations = problem.path("violations");
        if (violations.isEmpty() && !detail.isEmpty()) {
            lines.add(detail);
        }
        for (JsonNode violation : violations) {
            lines.add(violation.path("path").asText() + ": " + violation.path("message").asText());
        }
        return lines.toString();
    }
}
