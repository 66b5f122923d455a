package dev.sfumato.schemas.codec;

import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/**
 * Avro single-object encoding: the bytes C3 01, the writer schema's CRC-64-AVRO fingerprint in
 * little-endian order, the value. Reads what any released schema of this kind wrote.
 */
final class AvroCodec<T, A extends SpecificRecordBase> implements Codec<T> {
    // Of Avro's own 2048 bytes, most would be cleared for nothing with every value.
    private static final EncoderFactory ENCODERS = new EncoderFactory().configureBufferSize(512);

    private final WriterSchemas writers;
    private final Schema schema;
    private final SpecificDatumWriter<A> writer;
    private final Function<T, A> toAvro;
    private final Function<A, T> fromAvro;

    AvroCodec(Class<A> record, Function<T, A> toAvro, Function<A, T> fromAvro) {
        this(record, toAvro, fromAvro, ReleasedSchemas.versionsOf(record.getName()));
    }

    /**
     * @param released schemas that values may have been written with, besides the record's own
     */
    AvroCodec(
            Class<A> record,
            Function<T, A> toAvro,
            Function<A, T> fromAvro,
            List<Schema> released) {
        this.schema = OwnClasses.INSTANCE.getSchema(record);
        this.writers = WriterSchemas.of(schema, released);
        this.writer = new SpecificDatumWriter<>(schema, OwnClasses.INSTANCE);
        this.toAvro = toAvro;
        this.fromAvro = fromAvro;
    }

    @Override
    public byte[] encode(T value) {
        var out = new ByteArrayOutputStream(512);
        try {
            out.write(writers.header());
            BinaryEncoder encoder = ENCODERS.binaryEncoder(out, null);
            writer.write(toAvro.apply(value), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array takes every write", e);
        }
        return out.toByteArray();
    }

    /** Whether the header names a schema of this kind. */
    boolean wrote(byte[] bytes) {
        return writers.know(bytes);
    }

    @Override
    public T decode(byte[] bytes) {
        Schema written = writers.of(bytes);
        try {
            var in = new BoundedDecoder(bytes, WriterSchemas.HEADER_BYTES);
            var reader = new SpecificDatumReader<A>(written, schema, OwnClasses.INSTANCE);
            T value = fromAvro.apply(reader.read(null, in));
            in.expectEnd();
            return value;
        } catch (MalformedRecordException e) {
            throw new MalformedRecordException(schema.getName() + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            // Avro and our own records refuse hostile values with many kinds of exception, whose
            // messages may quote them: only the kind is passed on.
            throw new MalformedRecordException(
                    schema.getName() + " can't be read: " + e.getClass().getSimpleName());
        }
    }
}
