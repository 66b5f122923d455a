package dev.sfumato.worker.publishing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A run's saved state and what it's good for.
 *
 * @param model hash of the model's files
 * @param device kind of device that made it, as {@code cpu}
 * @param step steps done
 * @param state what {@link dev.sfumato.diffusion.pipeline.Run#checkpoint} gave
 */
@SuppressWarnings("ArrayRecordComponent") // in transit: never compared
public record Checkpoint(String model, String device, int step, byte[] state) {
    private static final int MAGIC = 0x53464331;

    /** As a blob, guarded by a checksum. */
    public byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeUTF(model);
            out.writeUTF(device);
            out.writeInt(step);
            out.writeInt(state.length);
            out.write(state);
            out.writeLong(checksum(state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Empty if the blob is damaged or of another kind. */
    static Optional<Checkpoint> decode(byte[] blob) {
        try (var in = new DataInputStream(new ByteArrayInputStream(blob))) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            String model = in.readUTF();
            String device = in.readUTF();
            int step = in.readInt();
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                return Optional.empty();
            }
            byte[] state = in.readNBytes(length);
            return in.readLong() == checksum(state)
                    ? Optional.of(new Checkpoint(model, device, step, state))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
