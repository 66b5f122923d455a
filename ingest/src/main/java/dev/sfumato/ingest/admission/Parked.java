package dev.sfumato.ingest.admission;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Subject;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A request that waits for the first worker of a promised model.
 *
 * @param coordinate of the record that asked
 * @param traceparent that it came with; null when it wasn't traced
 */
record Parked(Command.Generate command, Command.Source coordinate, @Nullable String traceparent) {

    static final Codec<Parked> CODEC = new BinaryCodec();

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration UNSEEN = Duration.ofSeconds(1);
    private static final int TRACE_BYTES = 55;

    /** The generation, which is in no pool. */
    Subject subject() {
        return new Subject(command.id(), command.tenant(), "");
    }

    /** Whether it has waited long enough. */
    boolean isOver(Instant now) {
        return !now.isBefore(command.at().plus(LONGEST));
    }

    /** Whether somebody who asks for it won't wait much longer; most models come sooner. */
    boolean isMissed(Instant now) {
        return !now.isBefore(command.at().plus(UNSEEN));
    }

    /** That it waits, so that whoever asks finds it. */
    GenerationEvent queued() {
        return new GenerationEvent.Queued(subject(), command.at(), 0, null);
    }

    private static final class BinaryCodec implements Codec<Parked> {

        @Override
        public byte[] encode(Parked parked) {
            var bytes = new ByteArrayOutputStream(512);
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeUTF(parked.coordinate().topic());
                out.writeInt(parked.coordinate().partition());
                out.writeLong(parked.coordinate().offset());
                String trace = parked.traceparent();
                out.writeBytes(trace == null ? "" : trace);
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
                String trace = trace(in);
                if (Codecs.commands().decode(in.readAllBytes())
                        instanceof Command.Generate command) {
                    return new Parked(command, coordinate, trace);
                }
                throw new MalformedRecordException("the entry must be a generate");
            } catch (IOException e) {
                throw new MalformedRecordException("the entry is cut short", e);
            }
        }

        /** A trace begins with a digit, a command with Avro's marker. */
        private static @Nullable String trace(DataInputStream in) throws IOException {
            in.mark(1);
            boolean traced = in.readByte() > 0;
            in.reset();
            return traced ? new String(in.readNBytes(TRACE_BYTES), US_ASCII) : null;
        }
    }
}
