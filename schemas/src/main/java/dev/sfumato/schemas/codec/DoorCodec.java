package dev.sfumato.schemas.codec;

import dev.sfumato.Generate;

import org.apache.avro.Schema;

import java.util.List;

/** Two schemas share the topic doors; the fingerprint tells them apart. */
final class DoorCodec implements Codec<DoorValue> {
    private final AvroCodec<DoorValue.Generate, Generate> generate =
            new AvroCodec<>(
                    Generate.class,
                    value -> Requests.toAvro(value.request()),
                    record -> new DoorValue.Generate(Requests.fromAvro(record)));
    private final AvroCodec<DoorValue.Cancel, dev.sfumato.Cancel> cancel =
            new AvroCodec<>(
                    dev.sfumato.Cancel.class,
                    value -> new dev.sfumato.Cancel(value.id()),
                    record -> new DoorValue.Cancel(record.getId()));

    @Override
    public byte[] encode(DoorValue value) {
        return switch (value) {
            case DoorValue.Generate request -> generate.encode(request);
            case DoorValue.Cancel id -> cancel.encode(id);
        };
    }

    @Override
    public DoorValue decode(byte[] bytes) {
        return cancel.wrote(bytes) ? cancel.decode(bytes) : generate.decode(bytes);
    }

    /**
     * What a value begins with.
     *
     * @param schema {@code generate} or {@code cancel}
     * @throws IllegalArgumentException for another name
     */
    static byte[] header(String schema) {
        return switch (schema) {
            case "generate" -> header(Generate.getClassSchema());
            case "cancel" -> header(dev.sfumato.Cancel.getClassSchema());
            default ->
                    throw new IllegalArgumentException(
                            "must be generate or cancel, got '" + schema + "'");
        };
    }

    private static byte[] header(Schema schema) {
        return WriterSchemas.of(schema, List.of()).header();
    }
}
