package dev.sfumato.ingest.streams;

import dev.sfumato.platform.kafka.DeadLetter;

import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Records on their way to {@code sfumato.dead-letters}. */
public final class Letters {

    private Letters() {}

    /**
     * The record that is being processed, with the reason and its origin in the headers.
     *
     * @param code stable, for programs
     * @param reason for people; never the content
     * @throws IllegalStateException outside of the processing of a record
     */
    public static Record<String, byte[]> of(
            ProcessingContext context, Record<String, byte[]> record, String code, String reason) {
        RecordMetadata origin =
                context.recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("no record is processed"));
        var letter =
                new DeadLetter(code, reason, origin.topic(), origin.partition(), origin.offset());
        return record.withHeaders(letter.headers(record.headers()));
    }
}
