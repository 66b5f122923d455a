package dev.sfumato.schemas.codec;

import dev.sfumato.Generate;

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
}
