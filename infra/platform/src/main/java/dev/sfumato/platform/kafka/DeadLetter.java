package dev.sfumato.platform.kafka;

import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import java.nio.charset.StandardCharsets;

/**
 * Why a record was set aside, and where it came from: the headers of {@code sfumato.dead-letters},
 * whose key and value are the original's. The original's own headers stay.
 *
 * @param code stable, for programs
 * @param reason for people; never the content
 */
public record DeadLetter(String code, String reason, String topic, int partition, long offset) {
    private static final String CODE = "dead_letter_code";
    private static final String REASON = "dead_letter_reason";
    private static final String TOPIC = "dead_letter_topic";
    private static final String PARTITION = "dead_letter_partition";
    private static final String OFFSET = "dead_letter_offset";

    /** The record to send. */
    public <K> ProducerRecord<K, byte[]> record(K key, byte[] value, Headers original) {
        return new ProducerRecord<>(Topics.DEAD_LETTERS, null, key, value, headers(original));
    }

    /** The original's headers and ours. */
    public Headers headers(Headers original) {
        var headers = new RecordHeaders(original);
        put(headers, CODE, code);
        put(headers, REASON, reason);
        put(headers, TOPIC, topic);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, Long.toString(offset));
        return headers;
    }

    /** Reads what {@link #headers} wrote; absent parts are empty or -1. */
    public static DeadLetter read(Headers headers) {
        return new DeadLetter(
                text(headers, CODE),
                text(headers, REASON),
                text(headers, TOPIC),
                (int) number(headers, PARTITION),
                number(headers, OFFSET));
    }

    /** The headers without ours, as the original had them. */
    public static Headers original(Headers headers) {
        var original = new RecordHeaders();
        for (Header header : headers) {
            if (!header.key().startsWith("dead_letter_")) {
                original.add(header);
            }
        }
        return original;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(Headers headers, String name) {
        try {
            return Long.parseLong(text(headers, name));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
