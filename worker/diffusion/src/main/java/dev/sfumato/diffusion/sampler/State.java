package dev.sfumato.diffusion.sampler;

import java.nio.ByteBuffer;

/**
 * What a run remembers between calls: which call is next, and the buffers its solver keeps (earlier
 * predictions, an earlier latent). Allocated once per run, changed by {@link Sampler#step} alone;
 * one thread at a time.
 */
public final class State {

    private static final int HEADER = 3 * Integer.BYTES;

    private final int length;
    private final float[][] slots;
    private final float[][] registers;
    private int nextCall;

    State(int nextCall, int slots, int length) {
        this.nextCall = nextCall;
        this.length = length;
        this.slots = new float[slots][length];
        this.registers = new float[Form.SLOTS + slots][];
        System.arraycopy(this.slots, 0, registers, Form.SLOTS, slots);
        registers[Form.DENOISED] = new float[length];
        registers[Form.NOISE] = new float[length];
    }

    /** The call that {@link Sampler#step} takes next. */
    public int nextCall() {
        return nextCall;
    }

    /** Floats in a latent. */
    public int length() {
        return length;
    }

    /** Everything a run needs to go on elsewhere, bit for bit, next to its latent and noise. */
    public byte[] toBytes() {
        var bytes = ByteBuffer.allocate(HEADER + slots.length * length * Float.BYTES);
        bytes.putInt(nextCall).putInt(slots.length).putInt(length);
        for (float[] slot : slots) {
            bytes.asFloatBuffer().put(slot);
            bytes.position(bytes.position() + length * Float.BYTES);
        }
        return bytes.array();
    }

    static State of(byte[] array, int slots) {
        var bytes = ByteBuffer.wrap(array);
        if (array.length < HEADER) {
            throw new IllegalArgumentException(
                    "sampler state must hold at least %d bytes, got %d"
                            .formatted(HEADER, array.length));
        }
        int nextCall = bytes.getInt();
        int held = bytes.getInt();
        int length = bytes.getInt();
        long size = HEADER + (long) slots * length * Float.BYTES;
        if (held != slots || length < 1 || size != array.length) {
            throw new IllegalArgumentException(
                    "sampler state must hold %d buffers of its length, got %d of %d in %d bytes"
                            .formatted(slots, held, length, array.length));
        }
        var state = new State(nextCall, slots, length);
        for (float[] slot : state.slots) {
            bytes.asFloatBuffer().get(slot);
            bytes.position(bytes.position() + length * Float.BYTES);
        }
        return state;
    }

    /** The buffers a form reads, by register, with this call's latent and model output. */
    float[][] registers(float[] x, float[] modelOutput) {
        registers[Form.X] = x;
        registers[Form.MODEL] = modelOutput;
        return registers;
    }

    void advance() {
        nextCall++;
    }
}
