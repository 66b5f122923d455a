package dev.sfumato.ingest.status;

import dev.sfumato.schemas.cloudevents.ResultHeaders;
import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.Outcome;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

import java.nio.charset.StandardCharsets;

/** Records of {@code sfumato.results}: CloudEvents 1.0 in binary mode, the outcome as value. */
final class Results {
    private static final Codec<Outcome> OUTCOMES = Codecs.outcomes();
    private static final String TRACE = "traceparent";

    private Results() {}

    static Record<String, byte[]> record(Record<String, byte[]> event, Generation generation) {
        var outcome = new Outcome(generation);
        Header trace = event.headers().lastHeader(TRACE);
        String parent = trace == null ? null : new String(trace.value(), StandardCharsets.UTF_8);
        Headers headers = new RecordHeaders();
        ResultHeaders.of(outcome, parent).forEach(headers::add);
        return new Record<>(event.key(), OUTCOMES.encode(outcome), event.timestamp(), headers);
    }
}
