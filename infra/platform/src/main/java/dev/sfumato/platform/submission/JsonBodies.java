package dev.sfumato.platform.submission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;

/** JSON from outside: bounded, without duplicate fields or anything behind its end. */
public final class JsonBodies {
    private static final int MAX_TEXT = 32 * 1024 * 1024;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER = 100;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(constraints())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonBodies() {}

    /**
     * Parses a body.
     *
     * @throws ProblemException 400, saying where it stops being JSON, without quoting it
     */
    public static JsonNode parse(Buffer body) {
        try {
            JsonNode json = JSON.readTree(body.getBytes());
            if (json.isMissingNode()) {
                throw new ProblemException(Problem.malformed("the body must be JSON, got nothing"));
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.malformed(where(e.getLocation())));
        } catch (IOException e) {
            throw new ProblemException(Problem.malformed("the body must be JSON in UTF-8"));
        }
    }

    private static String where(JsonLocation location) {
        String rule =
                "the body must be JSON in UTF-8, without duplicate fields, at most "
                        + MAX_DEPTH
                        + " deep";
        return location == null
                ? rule
                : "%s; it isn't at line %d, column %d"
                        .formatted(rule, location.getLineNr(), location.getColumnNr());
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxStringLength(MAX_TEXT)
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER)
                .build();
    }
}
