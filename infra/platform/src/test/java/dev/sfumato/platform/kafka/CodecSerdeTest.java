package dev.sfumato.platform.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;

import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class CodecSerdeTest {
    @Test
    void saysThatBytesAreMalformed() {
        // Given
        try (var deserializer = new CodecSerde<>(Codecs.control()).deserializer()) {
            // When
            assertThatThrownBy(() -> deserializer.deserialize("topic", new byte[] {1, 2}))
                    // Then
                    .isInstanceOf(SerializationException.class)
                    .hasCauseInstanceOf(MalformedRecordException.class);
        }
    }
}
