package dev.sfumato.ingest.admission;

import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A request that waits for the first worker of a promised model.
 *
 * @param coordinate of the record that asked
 */
record Parked(Command.Generate command, Command.Source coordinate) {

    static final Codec<Parked> CODEC = new BinaryCodec();

    private static final class BinaryCodec implements Codec<Parked> {

        @Override
        public byte[] encode(Parked parked) {
            var bytes = new ByteArrayOutputStream(512);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeUTF(parked.coordinate().topic());
                out.writeInt(parked.coordinate().partition());
                out.writeLong(parked.coordinate().offset());
                out.write(Codecs.commands().encode(parked.command()));
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory can't fail", e);
            }
            return bytes.toByteArray();
        }

        @Override
        public Parked decode(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                Command.Source coordinate =
                        new Command.Source(in.readUTF(), in.readInt(), in.readLong());
                if (Codecs.commands().decode(in.readAllBytes())
                        instanceof Command.Generate command) {
                    return new Parked(command, coordinate);
                }
                throw new MalformedRecordException("the entry must be a generate");
            } catch (IOException e) {
                throw new MalformedRecordException("the entry is cut short", e);
            }
        }
    }
}
