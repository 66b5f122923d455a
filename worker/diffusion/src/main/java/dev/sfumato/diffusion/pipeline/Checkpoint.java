package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.noise.NoiseState;
import dev.sfumato.diffusion.noise.Rng;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The state of a run after a whole step, written down: a header that names model and request, then
 * per artifact its latent, its solver's memory and its noise's position, then a checksum.
 *
 * @param model hash of the model's files
 * @param request hash of the request
 * @param call the sampler's next call; -1 if denoising hasn't begun
 */
record Checkpoint(String model, String request, int call, List<Saved> tracks) {
    private static final int MAGIC = 0x53464d31;
    private static final int MAX_TRACKS = 4096;

    /** One artifact's part. Holds its arrays, doesn't copy them. */
    static final class Saved {
        private final float[] latent;
        private final byte[] solver;
        private final NoiseState noise;

        Saved(float[] latent, byte[] solver, NoiseState noise) {
            this.latent = latent;
            this.solver = solver;
            this.noise = noise;
        }

        float[] latent() {
            return latent;
        }

        byte[] solver() {
            return solver;
        }

        NoiseState noise() {
            return noise;
        }
    }

    static DiffusionException damaged(String reason) {
        return new DiffusionException(new Failure.Checkpoint(reason));
    }

    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeUTF(model);
            out.writeUTF(request);
            out.writeInt(call);
            out.writeInt(tracks.size());
            for (Saved track : tracks) {
                write(out, track);
            }
            out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Checkpoint of(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (bytes.length < Long.BYTES || in.readInt() != MAGIC) {
                throw damaged("it isn't one of this version");
            }
            String model = in.readUTF();
            String request = in.readUTF();
            int call = in.readInt();
            int count = in.readInt();
            if (count < 0 || count > MAX_TRACKS) {
                throw damaged("it is damaged");
            }
            List<Saved> tracks = new ArrayList<>();
            for (int k = 0; k < count; k++) {
                tracks.add(read(in));
            }
            if (in.readLong() != checksum(bytes, bytes.length - Long.BYTES) || in.read() >= 0) {
                throw damaged("its checksum is wrong");
            }
            return new Checkpoint(model, request, call, tracks);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged("it is damaged");
        }
    }

    private static void write(DataOutputStream out, Saved track) throws IOException {
        out.writeInt(track.latent.length);
        for (float value : track.latent) {
            out.writeInt(Float.floatToRawIntBits(value));
        }
        out.writeInt(track.solver.length);
        out.write(track.solver);
        out.writeUTF(track.noise.rng().id());
        out.writeLong(track.noise.seed());
        out.writeLong(track.noise.position());
        out.writeLong(Double.doubleToRawLongBits(track.noise.spare()));
    }

    private static Saved read(DataInputStream in) throws IOException {
        var latent = new float[length(in, Float.BYTES)];
        for (int i = 0; i < latent.length; i++) {
            latent[i] = Float.intBitsToFloat(in.readInt());
        }
        var solver = new byte[length(in, 1)];
        in.readFully(solver);
        Rng rng = Rng.of(in.readUTF());
        long seed = in.readLong();
        long position = in.readLong();
        return new Saved(
                latent,
                solver,
                new NoiseState(rng, seed, position, Double.longBitsToDouble(in.readLong())));
    }

    /** A length that the rest can hold, so that a damaged one allocates nothing. */
    private static int length(DataInputStream in, int size) throws IOException {
        int length = in.readInt();
        if (length < 0 || (long) length * size > in.available()) {
            throw damaged("it ends early");
        }
        return length;
    }

    private static long checksum(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
