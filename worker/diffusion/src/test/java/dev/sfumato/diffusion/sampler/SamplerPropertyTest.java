package dev.sfumato.diffusion.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.noise.Rng;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

class SamplerPropertyTest {

    private static final int LENGTH = 24;

    @Provide
    Arbitrary<String> anyId() {
        return Arbitraries.of(Samplers.ids());
    }

    /** The classes whose last level isn't 0: they stop just short of the clean latent. */
    @Provide
    Arbitrary<String> idThatEndsClean() {
        List<String> short_ = List.of("deis", "sa-solver", "tcd");
        return Arbitraries.of(Samplers.ids()).filter(id -> !short_.contains(id));
    }

    @Provide
    Arbitrary<String> prediction() {
        return Arbitraries.of("epsilon", "v_prediction");
    }

    @Property(tries = 300)
    void arrivesAtTheTruthWhenTheModelKnowsIt(
            @ForAll("idThatEndsClean") String id,
            @ForAll("prediction") String prediction,
            @ForAll @IntRange(min = 1, max = 30) int steps,
            @ForAll long seed) {
        // Given
        // PNDM extrapolates raw outputs, and a velocity isn't constant along the way.
        String told = id.equals("pndm") ? "epsilon" : prediction;
        Sampler sampler = plan(id, told, steps, 0);
        float[] truth = normal(seed);
        NoiseSource noise = Rng.TORCH_CPU.seeded(seed + 1);
        float[] x = start(sampler, noise);
        State state = sampler.start(LENGTH);
        // When
        for (int call = 0; call < sampler.calls(); call++) {
            sampler.step(call, state, x, knowing(sampler, call, x, truth), noise, x);
        }
        // Then
        assertThat(x).containsExactly(truth, within(2e-2f));
    }

    @Property(tries = 300)
    void goesOnBitForBitFromAnyCheckpoint(
            @ForAll("anyId") String id,
            @ForAll @IntRange(min = 2, max = 14) int steps,
            @ForAll @IntRange(min = 0, max = 1) int firstStep,
            @ForAll @IntRange(min = 0, max = 40) int at,
            @ForAll long seed) {
        // Given
        Sampler sampler = plan(id, "epsilon", steps, firstStep);
        int checkpoint = sampler.firstCall() + at % (sampler.calls() - sampler.firstCall());
        NoiseSource noise = Rng.TORCH_CPU.seeded(seed);
        float[] x = start(sampler, noise);
        State state = sampler.start(LENGTH);
        run(sampler, sampler.firstCall(), checkpoint, state, noise, x);
        // When
        State copy = sampler.resume(state.toBytes());
        NoiseSource noiseCopy = noise.state().resume();
        float[] xCopy = x.clone();
        run(sampler, checkpoint, sampler.calls(), state, noise, x);
        run(sampler, checkpoint, sampler.calls(), copy, noiseCopy, xCopy);
        // Then
        assertThat(xCopy).isEqualTo(x);
        assertThat(copy.nextCall()).isEqualTo(sampler.calls());
    }

    @Property(tries = 500)
    void staysFinite(
            @ForAll("anyId") String id,
            @ForAll("prediction") String prediction,
            @ForAll @IntRange(min = 1, max = 60) int steps,
            @ForAll long seed) {
        // Given
        Sampler sampler = plan(id, prediction, Math.min(steps, most(id)), 0);
        NoiseSource noise = Rng.PHILOX_CUDA.seeded(seed);
        float[] x = start(sampler, noise);
        // When
        run(sampler, 0, sampler.calls(), sampler.start(LENGTH), noise, x);
        // Then
        for (float value : x) {
            assertThat(Float.isFinite(value)).isTrue();
        }
    }

    @Property(tries = 500)
    void feedsTheModelTimestepsThatNeverRise(
            @ForAll("anyId") String id, @ForAll @IntRange(min = 1, max = 60) int steps) {
        // Given
        Sampler sampler = plan(id, "epsilon", Math.min(steps, most(id)), 0);
        // The middles of KDPM2's steps lie between timesteps that were rounded.
        double slack = id.contains("dpm2") ? 0.6 : 0;
        boolean strictly = !id.matches(".*(beta|dpm2|heun|sde|pndm|karras|exponential).*");
        for (int call = 1; call < sampler.calls(); call++) {
            // When
            double before = sampler.timestep(call - 1);
            double here = sampler.timestep(call);
            // Then
            assertThat(here).isLessThan(strictly ? before : before + slack + 1e-9);
        }
    }

    @Property(tries = 200)
    void noisesAPictureToTheLevelItStartsFrom(
            @ForAll("anyId") String id,
            @ForAll @IntRange(min = 2, max = 15) int steps,
            @ForAll long seed) {
        // Given
        Sampler sampler = plan(id, "epsilon", steps, 1);
        float[] clean = normal(seed);
        float[] noise = normal(seed + 1);
        var noisy = new float[LENGTH];
        var back = new float[LENGTH];
        int call = sampler.firstCall();
        // When
        sampler.addNoise(call, clean, noise, noisy);
        sampler.denoised(call, noisy, knowing(sampler, call, noisy, clean), back);
        // Then
        assertThat(back).containsExactly(clean, within(1e-2f));
    }

    /** LCM and TCD pick their steps from 50. */
    private static int most(String id) {
        return id.equals("lcm") || id.equals("tcd") ? 50 : 60;
    }

    private static Sampler plan(String id, String prediction, int steps, int firstStep) {
        var folder = Folders.stableDiffusion().with(Map.of("prediction_type", prediction));
        return Samplers.plan(folder, id, SamplerOptions.steps(steps).withFirstStep(firstStep));
    }

    private static float[] normal(long seed) {
        var out = new float[LENGTH];
        Rng.TORCH_CPU.seeded(seed).normal(out);
        return out;
    }

    private static float[] start(Sampler sampler, NoiseSource noise) {
        var x = new float[LENGTH];
        noise.normal(x);
        for (int i = 0; i < LENGTH; i++) {
            x[i] = (float) (x[i] * sampler.initialSigma());
        }
        return x;
    }

    /** A model of no meaning, but smooth. */
    private static void run(
            Sampler sampler, int from, int to, State state, NoiseSource noise, float[] x) {
        var input = new float[LENGTH];
        var output = new float[LENGTH];
        for (int call = from; call < to; call++) {
            sampler.scaleInput(call, x, input);
            for (int i = 0; i < LENGTH; i++) {
                output[i] = (float) Math.sin(0.9 * input[i] + 0.002 * sampler.timestep(call));
            }
            sampler.step(call, state, x, output, noise, x);
        }
    }

    /** The output that makes {@code truth} the prediction: what is predicted is linear in it. */
    private static float[] knowing(Sampler sampler, int call, float[] x, float[] truth) {
        var zeros = new float[LENGTH];
        var ones = new float[LENGTH];
        Arrays.fill(ones, 1);
        var fromX = new float[LENGTH];
        var slope = new float[LENGTH];
        sampler.denoised(call, x, zeros, fromX);
        sampler.denoised(call, zeros, ones, slope);
        var output = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            output[i] = (truth[i] - fromX[i]) / slope[i];
        }
        return output;
    }
}
