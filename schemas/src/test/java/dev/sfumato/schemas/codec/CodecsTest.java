package dev.sfumato.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.schemas.Samples;
import dev.sfumato.schemas.events.Outcome;
import dev.sfumato.schemas.events.Preview;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

final class CodecsTest {
    /** A codec with a source of its values. */
    private record Kind<T>(String name, Codec<T> codec, Function<Samples, T> sample) {
        byte[] encoded(long seed) {
            return codec.encode(value(seed));
        }

        T value(long seed) {
            return sample.apply(new Samples(new SplittableRandom(seed)));
        }

        void check(long seed) {
            T value = value(seed);
            assertThat(codec.decode(codec.encode(value))).as(name).isEqualTo(value);
        }
    }

    private static final List<Kind<?>> KINDS =
            List.of(
                    new Kind<>("events", Codecs.events(), Samples::event),
                    new Kind<>(
                            "doors",
                            Codecs.doors(),
                            samples -> new DoorValue.Generate(samples.request())),
                    new Kind<>("commands", Codecs.commands(), Samples::command),
                    new Kind<>("dispatch", Codecs.dispatch(), Samples::dispatch),
                    new Kind<>("jobs", Codecs.jobs(), Samples::job),
                    new Kind<>("control", Codecs.control(), Samples::cancelJob),
                    new Kind<>("heartbeats", Codecs.heartbeats(), Samples::heartbeat),
                    new Kind<>("pools", Codecs.pools(), Samples::pool),
                    new Kind<>("generations", Codecs.generations(), Samples::generation),
                    new Kind<>(
                            "outcomes",
                            Codecs.outcomes(),
                            samples -> new Outcome(samples.generation())));

    private static final Kind<Preview> PREVIEWS =
            new Kind<>("previews", Codecs.previews(), Samples::preview);

    @Property(tries = 1000)
    void whatIsDecodedEqualsWhatWasEncoded(@ForAll long seed) {
        for (Kind<?> kind : KINDS) {
            kind.check(seed);
        }
    }

    @Property(tries = 1000)
    void previewsKeepTheirBytes(@ForAll long seed) {
        // Given
        Preview preview = PREVIEWS.value(seed);
        // When
        Preview decoded = Codecs.previews().decode(Codecs.previews().encode(preview));
        // Then
        assertThat(decoded).usingRecursiveComparison().isEqualTo(preview);
    }

    @Property(tries = 60)
    void everyTruncatedRecordIsMalformed(@ForAll long seed) {
        for (Kind<?> kind : KINDS) {
            byte[] bytes = kind.encoded(seed);
            for (int length = 0; length < bytes.length; length += 1 + bytes.length / 40) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> kind.codec().decode(cut))
                        .as(kind.name())
                        .isInstanceOf(MalformedRecordException.class);
            }
        }
    }

    @Property(tries = 1000)
    void damagedRecordsAreReadOrMalformed(@ForAll long seed) {
        // Given
        var random = new SplittableRandom(seed);
        for (Kind<?> kind : KINDS) {
            byte[] bytes = kind.encoded(seed);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                bytes[random.nextInt(WriterSchemas.HEADER_BYTES, bytes.length)] =
                        (byte) random.nextInt();
            }
            // When, Then
            readOrMalformed(kind, bytes);
        }
    }

    @Property(tries = 1000)
    void randomValuesBehindAGoodHeaderAreReadOrMalformed(@ForAll byte[] value) {
        for (Kind<?> kind : KINDS) {
            byte[] bytes =
                    Arrays.copyOf(kind.encoded(1), WriterSchemas.HEADER_BYTES + value.length);
            System.arraycopy(value, 0, bytes, WriterSchemas.HEADER_BYTES, value.length);
            readOrMalformed(kind, bytes);
        }
    }

    // Anything but a MalformedRecordException fails the test that calls this.
    private static void readOrMalformed(Kind<?> kind, byte[] bytes) {
        try {
            assertThat(kind.codec().decode(bytes)).isNotNull();
        } catch (MalformedRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void bytesAfterTheValueAreMalformed() {
        for (Kind<?> kind : KINDS) {
            byte[] bytes = kind.encoded(7);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> kind.codec().decode(longer))
                    .isInstanceOf(MalformedRecordException.class);
        }
    }

    @Test
    void anUnknownFingerprintIsNamed() {
        // Given
        byte[] bytes = PREVIEWS.encoded(1);
        bytes[5] ^= 1;
        // When, Then
        assertThatThrownBy(() -> Codecs.previews().decode(bytes))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("PreviewRecord has a schema fingerprint of no known version");
    }

    @Test
    void bytesOfAnotherKindAreMalformed() {
        assertThatThrownBy(() -> Codecs.events().decode(PREVIEWS.encoded(1)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void aLengthThatLiesAllocatesNothing() {
        // Given: an artifact count, a map size, a string length of 2^40 behind a good beginning
        byte[] lie = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x40};
        for (Kind<?> kind : KINDS) {
            byte[] bytes = kind.encoded(3);
            for (int at = WriterSchemas.HEADER_BYTES; at < bytes.length; at++) {
                byte[] lying = Arrays.copyOf(bytes, Math.max(bytes.length, at + lie.length));
                System.arraycopy(lie, 0, lying, at, lie.length);
                // When
                long before = allocated();
                readOrMalformed(kind, lying);
                // Then
                assertThat(allocated() - before)
                        .as("%s at %d", kind.name(), at)
                        .isLessThan(2_000_000);
            }
        }
    }

    private static long allocated() {
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
