package dev.sfumato.diffusion.noise;

/** MT19937 (Matsumoto and Nishimura 1998), 32-bit words. */
final class MersenneTwister {

    private static final int SIZE = 624;
    private static final int SHIFT = 397;

    private final int[] state = new int[SIZE];
    private int next = SIZE;
    private long position;

    MersenneTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            int before = state[i - 1];
            state[i] = 1812433253 * (before ^ (before >>> 30)) + i;
        }
    }

    int next() {
        if (next == SIZE) {
            twist();
            next = 0;
        }
        position++;
        int word = state[next++];
        word ^= word >>> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        return word ^ (word >>> 18);
    }

    /** Leaves out {@code words} words. */
    void skip(long words) {
        for (long left = words; left > 0; ) {
            if (next == SIZE) {
                twist();
                next = 0;
            }
            long taken = Math.min(left, SIZE - next);
            next += (int) taken;
            left -= taken;
        }
        position += words;
    }

    /** Words taken so far. */
    long position() {
        return position;
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int mixed = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
            int twisted = (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908b0df);
            state[i] = state[(i + SHIFT) % SIZE] ^ twisted;
        }
    }
}
