package dev.sfumato.ingest.admission;

import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What admission decided about an id, and remembers so that a repeat changes nothing.
 *
 * @param bodyHash of the request
 * @param coordinate of the record that asked first
 * @param event what was said of it: {@code accepted} with everything that was resolved, or its end
 */
record Decided(String bodyHash, Command.Source coordinate, GenerationEvent event) {

    static final Codec<Decided> CODEC = new BinaryCodec();

    String tenant() {
        return event.subject().tenant();
    }

    private static final class BinaryCodec implements Codec<Decided> {

        private static final int VERSION = 1;

        @Override
        public byte[] encode(Decided decided) {
            var bytes = new ByteArrayOutputStream(512);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeByte(VERSION);
                out.writeUTF(decided.bodyHash());
                out.writeUTF(decided.coordinate().topic());
                out.writeInt(decided.coordinate().partition());
                out.writeLong(decided.coordinate().offset());
                out.write(Codecs.events().encode(decided.event()));
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory can't fail", e);
            }
            return bytes.toByteArray();
        }

        @Override
        public Decided decode(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                int version = in.readUnsignedByte();
                if (version != VERSION) {
                    throw new MalformedRecordException("version must be 1, got " + version);
                }
                String hash = in.readUTF();
                Command.Source coordinate =
                        new Command.Source(in.readUTF(), in.readInt(), in.readLong());
                return new Decided(hash, coordinate, Codecs.events().decode(in.readAllBytes()));
            } catch (IOException e) {
                throw new MalformedRecordException("the entry is cut short", e);
            }
        }
    }
}
