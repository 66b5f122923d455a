package dev.sfumato.schemas.cloudevents;

import static dev.sfumato.schemas.cloudevents.CommandRecords.utf8;

import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.Outcome;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Headers of {@code sfumato.results}: CloudEvents binary mode around an Avro value. */
public final class ResultHeaders {
    private ResultHeaders() {}

    /**
     * The headers of an outcome; the same outcome always has the same.
     *
     * @param traceparent W3C trace context of the command; null without one
     */
    public static Map<String, byte[]> of(Outcome outcome, @Nullable String traceparent) {
        Generation generation = outcome.generation();
        String id = generation.subject().id().toString();
        String status = generation.status().name().toLowerCase(Locale.ROOT);
        String tenant = URLEncoder.encode(generation.subject().tenant(), StandardCharsets.UTF_8);
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", utf8("1.0"));
        headers.put("ce_id", utf8(id));
        headers.put("ce_type", utf8("dev.sfumato." + status + ".v1"));
        headers.put("ce_source", utf8("/sfumato/tenants/" + tenant));
        headers.put("ce_subject", utf8(id));
        Instant time = generation.finishedAt();
        if (time != null) {
            headers.put("ce_time", utf8(time.toString()));
        }
        headers.put("content-type", utf8("application/avro"));
        String clientKey = generation.clientKey();
        if (clientKey != null) {
            headers.put("client_key", utf8(clientKey));
        }
        if (traceparent != null) {
            headers.put("traceparent", utf8(traceparent));
        }
        return headers;
    }
}
