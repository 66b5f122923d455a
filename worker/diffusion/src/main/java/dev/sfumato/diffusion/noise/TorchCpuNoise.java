package dev.sfumato.diffusion.noise;

/**
 * Normal noise as PyTorch's CPU generator draws it: MT19937 and Box-Muller, over blocks of 16 for
 * 16 values and more, value by value in double precision for fewer.
 */
public final class TorchCpuNoise implements NoiseSource {

    private static final int BLOCK = 16;

    private final long seed;
    private final MersenneTwister words;
    private double spare;

    private TorchCpuNoise(long seed, long position, double spare) {
        this.seed = seed;
        this.words = new MersenneTwister((int) seed);
        this.spare = spare;
        words.skip(position);
    }

    public static TorchCpuNoise seeded(long seed) {
        return new TorchCpuNoise(seed, 0, Double.NaN);
    }

    static TorchCpuNoise resume(NoiseState state) {
        return new TorchCpuNoise(state.seed(), state.position(), state.spare());
    }

    @Override
    public void normal(float[] out) {
        if (out.length < BLOCK) {
            one(out);
            return;
        }
        for (int i = 0; i < out.length; i++) {
            out[i] = uniform();
        }
        int whole = out.length - out.length % BLOCK;
        for (int from = 0; from < whole; from += BLOCK) {
            boxMuller(out, from);
        }
        if (whole < out.length) {
            int from = out.length - BLOCK;
            for (int i = 0; i < BLOCK; i++) {
                out[from + i] = uniform();
            }
            boxMuller(out, from);
        }
    }

    private static void boxMuller(float[] out, int from) {
        for (int i = from; i < from + BLOCK / 2; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - out[i]));
            double theta = 2 * Math.PI * out[i + BLOCK / 2];
            out[i] = (float) (radius * Math.cos(theta));
            out[i + BLOCK / 2] = (float) (radius * Math.sin(theta));
        }
    }

    private void one(float[] out) {
        for (int i = 0; i < out.length; i++) {
            if (!Double.isNaN(spare)) {
                out[i] = (float) spare;
                spare = Double.NaN;
                continue;
            }
            double theta = 2 * Math.PI * uniformDouble();
            double radius = Math.sqrt(-2 * Math.log1p(-uniformDouble()));
            out[i] = (float) (radius * Math.cos(theta));
            spare = radius * Math.sin(theta);
        }
    }

    private float uniform() {
        return (words.next() & 0xFFFFFF) * 0x1p-24f;
    }

    private double uniformDouble() {
        long high = words.next() & 0xFFFFFFFFL;
        long low = words.next() & 0xFFFFFFFFL;
        return (((high << 32) | low) & ((1L << 53) - 1)) * 0x1p-53;
    }

    @Override
    public NoiseState state() {
        return new NoiseState(Rng.TORCH_CPU, seed, words.position(), spare);
    }
}
