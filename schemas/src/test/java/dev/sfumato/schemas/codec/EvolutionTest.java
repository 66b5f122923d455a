package dev.sfumato.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.Cancel;
import dev.sfumato.Generate;
import dev.sfumato.schemas.avro.CancelJobRecord;
import dev.sfumato.schemas.avro.CommandRecord;
import dev.sfumato.schemas.avro.DispatchRecord;
import dev.sfumato.schemas.avro.EventRecord;
import dev.sfumato.schemas.avro.GenerationRecord;
import dev.sfumato.schemas.avro.HeartbeatRecord;
import dev.sfumato.schemas.avro.JobRecord;
import dev.sfumato.schemas.avro.OutcomeRecord;
import dev.sfumato.schemas.avro.PoolRecord;
import dev.sfumato.schemas.avro.PreviewRecord;
import dev.sfumato.schemas.events.PoolSnapshot;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * What releases wrote stays readable, and what is written now is readable for them:
 * FULL_TRANSITIVE.
 */
final class EvolutionTest {

    static List<Schema> schemas() {
        return List.of(
                Generate.getClassSchema(),
                Cancel.getClassSchema(),
                CancelJobRecord.getClassSchema(),
                CommandRecord.getClassSchema(),
                DispatchRecord.getClassSchema(),
                EventRecord.getClassSchema(),
                GenerationRecord.getClassSchema(),
                HeartbeatRecord.getClassSchema(),
                JobRecord.getClassSchema(),
                OutcomeRecord.getClassSchema(),
                PoolRecord.getClassSchema(),
                PreviewRecord.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void isCompatibleWithEveryReleaseInBothDirections(Schema now) {
        // Given
        List<Schema> released = ReleasedSchemas.versionsOf(now.getFullName());
        assertThat(released).as("released versions of " + now.getFullName()).isNotEmpty();
        // When, Then
        for (Schema then : released) {
            assertThat(compatible(now, then)).as("now reads then").isTrue();
            assertThat(compatible(then, now)).as("then reads now").isTrue();
        }
    }

    @Test
    void theCheckSeesAFieldWithoutDefault() {
        // Given
        Schema then = parse("{'type': 'record', 'name': 'R', 'fields': []}");
        Schema now =
                parse(
                        "{'type': 'record', 'name': 'R',"
                                + " 'fields': [{'name': 'a', 'type': 'int'}]}");
        // When, Then
        assertThat(compatible(now, then)).isFalse();
        assertThat(compatible(then, now)).isTrue();
    }

    @Test
    void readsWhatAnOlderReleaseWrote() throws IOException {
        // Given: a pool before it could be paused, and with a field that is gone
        Schema then =
                parse(
                        "{'type': 'record', 'name': 'PoolRecord', 'namespace':"
                            + " 'dev.sfumato.schemas.avro', 'fields': [{'name': 'pool', 'type':"
                            + " 'string'},{'name': 'colours', 'type': {'type': 'array', 'items':"
                            + " 'string'}},{'name': 'at', 'type': 'long'},{'name': 'backlog',"
                            + " 'type': 'int'},{'name': 'outstanding', 'type': 'int'},{'name':"
                            + " 'window', 'type': 'int'},{'name': 'workers', 'type':"
                            + " 'int'},{'name': 'slots', 'type': 'int'}]}");
        var old = new GenericData.Record(then);
        old.put("pool", "cpu");
        old.put("colours", List.of("red", "blue"));
        old.put("at", 1_000_000L);
        old.put("backlog", 1);
        old.put("outstanding", 2);
        old.put("window", 3);
        old.put("workers", 4);
        old.put("slots", 5);
        var bytes = new ByteArrayOutputStream();
        new BinaryMessageEncoder<GenericData.Record>(new GenericData(), then).encode(old, bytes);
        var codec =
                new AvroCodec<PoolSnapshot, PoolRecord>(
                        PoolRecord.class, Pools::toAvro, Pools::fromAvro, List.of(then));
        // When
        PoolSnapshot read = codec.decode(bytes.toByteArray());
        // Then
        assertThat(read)
                .isEqualTo(
                        new PoolSnapshot(
                                "cpu", Instant.ofEpochSecond(1), 1, 2, 3, 4, 5, null, false));
    }

    private static boolean compatible(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema.replace('\'', '"'));
    }
}
