package dev.sfumato.ingest.status;

import dev.sfumato.schemas.cloudevents.ResultHeaders;
import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.Outcome;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Records of {@code sfumato.results}: CloudEvents 1.0 in binary mode, the outcome as value. */
final class Results {
    private static final Codec<Outcome> OUTCOMES = Codecs.outcomes();

    private Results() {}

    /** The outcome, in the trace of whoever asked for it. */
    static Record<String, byte[]> record(
            Record<String, byte[]> event, Generation generation, @Nullable String traceparent) {
        var outcome = new Outcome(generation);
        Headers headers = new RecordHeaders();
        ResultHeaders.of(outcome, traceparent).forEach(headers::add);
        return new Record<>(event.key(), OUTCOMES.encode(outcome), event.timestamp(), headers);
    }
}
