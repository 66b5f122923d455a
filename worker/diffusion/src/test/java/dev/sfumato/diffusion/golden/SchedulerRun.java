package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.sampler.Sampler;
import dev.sfumato.diffusion.sampler.Samplers;
import dev.sfumato.diffusion.sampler.State;
import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.TrainingNoise;

import java.util.Arrays;
import java.util.List;

/** One recorded run of a scheduler, and this library's run beside it. */
final class SchedulerRun {

    private final Json file;
    private final SchedulerConfig config;
    private final Sampler sampler;
    private final int items;
    private final int length;
    private final List<Json> steps;

    SchedulerRun(Json file) {
        this.file = file;
        this.config = Requests.config(file);
        int order = config.kind().order();
        this.sampler = Samplers.plan(config, null, Requests.options(file, order));
        int[] shape = file.get("shape").integers();
        this.items = shape[0];
        this.length = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        this.steps = file.get("steps").items().toList();
    }

    void checkConfig() {
        Configs.same(config.values(), file.get("config").object());
    }

    void checkSchedule() {
        Json tolerance = file.get("tolerance");
        Schedule schedule = Schedule.of(config, Requests.schedule(file.get("set_timesteps")));
        Errors.close(
                "timesteps",
                schedule.timesteps(),
                file.get("timesteps").doubles(),
                tolerance.get("timestep").number());
        double limit = tolerance.get("sigma_rel").number();
        if (file.has("sigmas")) {
            Errors.relative("sigmas", schedule.sigmas(), file.get("sigmas").doubles(), limit);
        }
        if (file.has("init_noise_sigma")) {
            double[] expected = {file.get("init_noise_sigma").number()};
            double[] actual = {sampler.initialSigma()};
            Errors.relative("initialSigma", actual, expected, limit);
        }
    }

    void checkAddNoise() {
        if (!file.has("add_noise")) {
            return;
        }
        Json noising = file.get("add_noise");
        float[] clean = noising.get("original").floats();
        float[] noise = noising.get("noise").floats();
        int part = clean.length / noising.get("shape").integers()[0];
        var noisy = new float[clean.length];
        if (noising.has("timestep_indices")) {
            int[] calls = noising.get("timestep_indices").integers();
            for (int item = 0; item < clean.length / part; item++) {
                int call = calls[Math.min(item, calls.length - 1)];
                addNoise(call, clean, noise, noisy, item, part);
            }
        } else {
            addNoiseAt(noising.get("timesteps").doubles(), clean, noise, noisy, part);
        }
        check("add_noise", noisy, noising.get("noisy").floats(), "open");
    }

    /** At timesteps that the schedule needn't hold: from the training table. */
    private void addNoiseAt(
            double[] timesteps, float[] clean, float[] noise, float[] noisy, int part) {
        var training = TrainingNoise.of(config);
        for (int i = 0; i < clean.length; i++) {
            double alphaBar = training.alphaBar(timesteps[i / part]);
            noisy[i] =
                    (float) (Math.sqrt(alphaBar) * clean[i] + Math.sqrt(1 - alphaBar) * noise[i]);
        }
    }

    private void addNoise(
            int call, float[] clean, float[] noise, float[] noisy, int item, int part) {
        var out = new float[part];
        sampler.addNoise(call, slice(clean, item, part), slice(noise, item, part), out);
        System.arraycopy(out, 0, noisy, item * part, part);
    }

    /** The first latent of a run from a picture, and the noising after its first step. */
    void checkStart() {
        if (!file.has("img2img")) {
            return;
        }
        Json start = file.get("img2img");
        float[] clean = start.get("original").floats();
        float[] noise = start.get("noise").floats();
        var noisy = new float[clean.length];
        int first = start.get("start_index").integer();
        assertThat(sampler.firstCall()).isEqualTo(first);
        for (int item = 0; item < items; item++) {
            addNoise(first, clean, noise, noisy, item, length);
        }
        check("initial_sample", noisy, file.get("initial_sample").floats(), "open");
        if (start.has("renoise_after_first_step")) {
            for (int item = 0; item < items; item++) {
                addNoise(first + 1, clean, noise, noisy, item, length);
            }
            float[] expected = start.get("renoise_after_first_step").get("noisy").floats();
            check("renoise_after_first_step", noisy, expected, "open");
        }
    }

    /** Each step from the recorded latent and output. */
    int openLoop() {
        List<State> states = states();
        float[] x = file.get("initial_sample").floats();
        for (Json step : steps) {
            int call = step.get("i").integer();
            assertThat(sampler.timestep(call))
                    .isCloseTo(step.get("timestep").number(), within("timestep"));
            if (step.has("scaled_input")) {
                var scaled = new float[x.length];
                sampler.scaleInput(call, x, scaled);
                check("scaled_input " + call, scaled, step.get("scaled_input").floats(), "open");
            }
            float[] output = step.get("model_output").floats();
            if (step.has("pred_original_sample") && !step.has("noise")) {
                checkDenoised(call, x, output, step);
            }
            float[] next = move(step, states, x, output);
            check("step " + call, next, step.get("prev_sample").floats(), "open");
            x = step.get("prev_sample").floats();
        }
        return steps.size();
    }

    private void checkDenoised(int call, float[] x, float[] output, Json step) {
        if (config.flag("thresholding")) {
            return; // previews aren't thresholded
        }
        var denoised = new float[x.length];
        int outputs = output.length / items;
        for (int item = 0; item < items; item++) {
            var one = new float[length];
            sampler.denoised(call, slice(x, item, length), slice(output, item, outputs), one);
            System.arraycopy(one, 0, denoised, item * length, length);
        }
        check("denoised " + call, denoised, step.get("pred_original_sample").floats(), "open");
    }

    /** Each step from what the one before made, the model being computed here. */
    void closedLoop() {
        List<State> states = states();
        boolean variance = file.get("model").text().equals("analytic_with_variance");
        float[] x = file.get("initial_sample").floats();
        for (Json step : steps) {
            int call = step.get("i").integer();
            var scaled = new float[x.length];
            sampler.scaleInput(call, x, scaled);
            float timestep = (float) step.get("timestep").number();
            float[] output = AnalyticModel.output(scaled, timestep, items, variance);
            x = move(step, states, x, output);
            check("closed step " + call, x, step.get("prev_sample").floats(), "closed");
        }
    }

    private List<State> states() {
        var states = new State[items];
        Arrays.setAll(states, item -> sampler.start(length));
        return List.of(states);
    }

    private float[] move(Json step, List<State> states, float[] x, float[] output) {
        int call = step.get("i").integer();
        var next = new float[x.length];
        int outputs = output.length / items;
        for (int item = 0; item < items; item++) {
            var noise = new RecordedNoise(step, item, length);
            var out = new float[length];
            float[] own = slice(x, item, length);
            sampler.step(call, states.get(item), own, slice(output, item, outputs), noise, out);
            assertThat(noise.left()).as("noise drawn at step %d", call).isEmpty();
            System.arraycopy(out, 0, next, item * length, length);
        }
        return next;
    }

    private void check(String what, float[] actual, float[] expected, String loop) {
        String subject = file.get("scheduler_class").text() + " " + loop;
        Errors.check(subject, what, Errors.of(actual, expected), limit(loop));
    }

    private double limit(String name) {
        return file.get("tolerance").get(name).number();
    }

    private org.assertj.core.data.Offset<Double> within(String name) {
        return org.assertj.core.data.Offset.offset(Math.max(limit(name), 1e-9));
    }

    private static float[] slice(float[] values, int item, int length) {
        return Arrays.copyOfRange(values, item * length, (item + 1) * length);
    }
}
