package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.Entry.Ended;
import dev.sfumato.ingest.dispatch.Entry.Released;
import dev.sfumato.ingest.dispatch.Entry.Waiting;
import dev.sfumato.schemas.codec.Codec;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Entries as bytes of the store: a version, a kind, then the parts; jobs and events by their
 * codecs.
 */
final class EntryCodec implements Codec<Entry> {

    private static final int VERSION = 1;
    private static final int WAITING = 'w';
    private static final int RELEASED = 'r';
    private static final int ENDED = 'e';

    @Override
    public byte[] encode(Entry entry) {
        var bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            switch (entry) {
                case Waiting waiting -> write(out, waiting);
                case Released released -> write(out, released);
                case Ended ended -> write(out, ended);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Entry decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new MalformedRecordException("version must be 1, got " + version);
            }
            int kind = in.readUnsignedByte();
            return switch (kind) {
                case WAITING -> new Waiting(job(in), in.readLong());
                case RELEASED -> new Released(job(in), in.readLong(), run(in), runs(in));
                case ENDED -> ended(in);
                default -> throw new MalformedRecordException("kind must be known, got " + kind);
            };
        } catch (IOException e) {
            throw new MalformedRecordException("the entry is cut short", e);
        }
    }

    private static void write(DataOutputStream out, Waiting entry) throws IOException {
        out.writeByte(WAITING);
        blob(out, Codecs.jobs().encode(entry.job()));
        out.writeLong(entry.sequence());
    }

    private static void write(DataOutputStream out, Released entry) throws IOException {
        out.writeByte(RELEASED);
        blob(out, Codecs.jobs().encode(entry.job()));
        out.writeLong(entry.sequence());
        run(out, entry.run());
        out.writeInt(entry.open().size());
        for (UUID run : entry.open()) {
            uuid(out, run);
        }
    }

    private static void write(DataOutputStream out, Ended entry) throws IOException {
        out.writeByte(ENDED);
        uuid(out, entry.subject().id().value());
        out.writeUTF(entry.subject().tenant());
        out.writeUTF(entry.subject().pool());
        out.writeLong(entry.at().toEpochMilli());
        out.writeBoolean(entry.heard());
        GenerationEvent verdict = entry.verdict();
        out.writeBoolean(verdict != null);
        if (verdict != null) {
            blob(out, Codecs.events().encode(verdict));
        }
    }

    private static Ended ended(DataInputStream in) throws IOException {
        Subject subject = new Subject(new GenerationId(uuid(in)), in.readUTF(), in.readUTF());
        Instant at = Instant.ofEpochMilli(in.readLong());
        boolean heard = in.readBoolean();
        GenerationEvent verdict = in.readBoolean() ? Codecs.events().decode(blob(in)) : null;
        return new Ended(subject, at, verdict, heard);
    }

    private static Job job(DataInputStream in) throws IOException {
        return Codecs.jobs().decode(blob(in));
    }

    private static void run(DataOutputStream out, @Nullable UUID run) throws IOException {
        out.writeBoolean(run != null);
        if (run != null) {
            uuid(out, run);
        }
    }

    private static @Nullable UUID run(DataInputStream in) throws IOException {
        return in.readBoolean() ? uuid(in) : null;
    }

    private static Set<UUID> runs(DataInputStream in) throws IOException {
        Set<UUID> runs = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            runs.add(uuid(in));
        }
        return runs;
    }

    private static void uuid(DataOutputStream out, UUID value) throws IOException {
        out.writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }

    private static UUID uuid(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static void blob(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] blob(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new MalformedRecordException("the entry is cut short");
        }
        return bytes;
    }
}
