package dev.sfumato.diffusion.noise;

/**
 * Normal noise as PyTorch draws it on a CUDA device: Philox 4x32-10 (Salmon et al. 2011) keyed by
 * the seed, the counter made of the number of draws so far and the value's index, and Box-Muller.
 */
public final class PhiloxNoise implements NoiseSource {

    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final float TO_UNIT = 0x1p-32f;
    private static final float TO_ANGLE = (float) (2 * Math.PI) * TO_UNIT;

    private final long seed;
    private long draws;

    private PhiloxNoise(long seed, long draws) {
        this.seed = seed;
        this.draws = draws;
    }

    public static PhiloxNoise seeded(long seed) {
        return new PhiloxNoise(seed, 0);
    }

    static PhiloxNoise resume(NoiseState state) {
        return new PhiloxNoise(state.seed(), state.position());
    }

    @Override
    public void normal(float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = normal((int) draws, i);
        }
        draws++;
    }

    private float normal(int draw, int index) {
        int c0 = draw;
        int c1 = 0;
        int c2 = index;
        int c3 = 0;
        int key0 = (int) seed;
        int key1 = (int) (seed >>> 32);
        for (int round = 0; round < 10; round++) {
            long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
            long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ key0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ key1;
            c3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        float u = (c0 & 0xFFFFFFFFL) * TO_UNIT + TO_UNIT / 2;
        float v = (c1 & 0xFFFFFFFFL) * TO_ANGLE + TO_ANGLE / 2;
        return (float) (Math.sqrt(-2 * Math.log(u)) * Math.sin(v));
    }

    @Override
    public NoiseState state() {
        return new NoiseState(Rng.PHILOX_CUDA, seed, draws, Double.NaN);
    }
}
