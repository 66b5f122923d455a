package dev.sfumato.platform.kafka;

import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.MalformedRecordException;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A codec as Kafka wants it. A tombstone stays one in both directions; malformed bytes become a
 * {@link SerializationException} that wraps the {@link MalformedRecordException}.
 */
public final class CodecSerde<T> implements Serde<T> {
    private final Codec<T> codec;

    public CodecSerde(Codec<T> codec) {
        this.codec = codec;
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> encode(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> decode(bytes);
    }

    private byte @Nullable [] encode(@Nullable T value) {
        return value == null ? null : codec.encode(value);
    }

    private @Nullable T decode(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return codec.decode(bytes);
        } catch (MalformedRecordException e) {
            throw new SerializationException(e.getMessage(), e);
        }
    }
}
