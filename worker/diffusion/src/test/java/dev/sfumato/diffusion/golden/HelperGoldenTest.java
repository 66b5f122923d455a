package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sfumato.diffusion.sampler.SamplerOptions;
import dev.sfumato.diffusion.sampler.Samplers;
import dev.sfumato.diffusion.schedule.BetaQuantile;
import dev.sfumato.diffusion.schedule.FirstStep;
import dev.sfumato.diffusion.schedule.FlowShift;
import dev.sfumato.diffusion.schedule.Schedule;
import dev.sfumato.diffusion.schedule.ScheduleRequest;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;
import dev.sfumato.diffusion.schedule.SigmaSpacing;
import dev.sfumato.diffusion.schedule.TrainingNoise;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Tag("golden")
class HelperGoldenTest {

    private static final double HELPER_LIMIT = 1e-6;

    /** Two ancestral steps of KDPM2 cancel nearly all digits of a level. */
    private static final double TIMESTEP_LIMIT = 2e-2;

    private static final Map<String, ?> STABLE_DIFFUSION =
            Map.of("beta_schedule", "scaled_linear", "beta_start", 0.00085, "beta_end", 0.012);

    @TestFactory
    Stream<DynamicTest> spacesSigmas() {
        return files("sigma_helpers", HelperGoldenTest::sigmas);
    }

    @TestFactory
    Stream<DynamicTest> invertsTheBetaDistribution() {
        return files("beta_ppf", HelperGoldenTest::quantiles);
    }

    @TestFactory
    Stream<DynamicTest> findsTheTimestepOfALevel() {
        return files("sigma_to_t_sd15", HelperGoldenTest::timestep);
    }

    @TestFactory
    Stream<DynamicTest> accumulatesAlphas() {
        return files("alphas_cumprod", HelperGoldenTest::alphas);
    }

    @TestFactory
    Stream<DynamicTest> tabulatesSchedules() {
        return files("schedule_tables", HelperGoldenTest::table);
    }

    @TestFactory
    Stream<DynamicTest> convertsConfigurations() {
        return files("config_conversion", HelperGoldenTest::convert);
    }

    @TestFactory
    Stream<DynamicTest> loadsSavedConfigurations() throws IOException {
        Path folder = GoldenFiles.folder().resolve("helpers/configs");
        try (Stream<Path> configs = Files.list(folder)) {
            return configs.sorted().toList().stream()
                    .map(
                            config ->
                                    DynamicTest.dynamicTest(
                                            "helpers/configs/" + config.getFileName(),
                                            () -> load(config)));
        }
    }

    @TestFactory
    Stream<DynamicTest> followsThePipelinesRules() {
        return files("pipeline_rules", HelperGoldenTest::rule);
    }

    /** A test per file of a kind. */
    private static Stream<DynamicTest> files(String kind, Consumer<Json> check) {
        return GoldenFiles.tests("helpers", HelperFiles.of(kind), each(check));
    }

    /** Checks every case of a file; a failure says which. */
    private static Consumer<Json> each(Consumer<Json> check) {
        return file -> {
            List<Json> cases = file.get("cases").items().toList();
            for (int i = 0; i < cases.size(); i++) {
                try {
                    check.accept(cases.get(i));
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("case " + i + ": " + e.getMessage(), e);
                }
            }
        };
    }

    private static void rule(Json item) {
        switch (item.get("rule").text()) {
            case "calculate_shift" -> shift(item);
            case "t_start" -> firstStep(item);
            default -> throw new AssertionError("unknown rule " + item.get("rule").text());
        }
    }

    private static void shift(Json item) {
        // When
        double mu =
                FlowShift.mu(
                        item.get("image_seq_len").integer(),
                        item.get("base_seq_len").number(),
                        item.get("max_seq_len").number(),
                        item.get("base_shift").number(),
                        item.get("max_shift").number());
        // Then
        double expected = item.get("mu").number();
        assertThat(mu).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
    }

    private static void firstStep(Json item) {
        int steps = item.get("num_inference_steps").integer();
        double strength = item.get("strength").number();
        assertThat(FirstStep.cutFirst(steps, strength))
                .as("%d steps at strength %s, cut first", steps, strength)
                .isEqualTo(item.get("int_first").integer());
        assertThat(FirstStep.cutLast(steps, strength))
                .as("%d steps at strength %s, cut last", steps, strength)
                .isEqualTo(item.get("int_last").integer());
    }

    private static void sigmas(Json item) {
        int n = item.get("n").integer();
        double min = item.get("sigma_min").number();
        double max = item.get("sigma_max").number();
        double[] karras = SigmaSpacing.karras(n, min, max, 7);
        Errors.relative("karras", karras, item.get("karras_rho7").doubles(), 1e-9);
        double[] exponential = SigmaSpacing.exponential(n, min, max);
        Errors.relative("exponential", exponential, item.get("exponential").doubles(), 1e-9);
        double[] beta = SigmaSpacing.beta(n, min, max, 0.6, 0.6);
        Errors.relative("beta", beta, item.get("beta_06_06").doubles(), HELPER_LIMIT);
    }

    private static void quantiles(Json item) {
        double a = item.get("alpha").number();
        double b = item.get("beta").number();
        double[] p = item.get("p").doubles();
        double[] expected = item.get("ppf").doubles();
        for (int i = 0; i < p.length; i++) {
            double actual = BetaQuantile.of(p[i], a, b);
            assertThat(actual)
                    .as("quantile %s of beta(%s, %s)", p[i], a, b)
                    .isCloseTo(expected[i], within(HELPER_LIMIT * Math.max(expected[i], 1e-18)));
        }
    }

    private static void timestep(Json item) {
        var noise = TrainingNoise.of(SchedulerConfig.of(SchedulerKind.EULER, STABLE_DIFFUSION));
        double expected = item.get("t").number();
        double actual = noise.timestepOf(item.get("sigma").number());
        assertThat(actual).isCloseTo(expected, within(HELPER_LIMIT * Math.max(expected, 1)));
    }

    private static void alphas(Json item) {
        Map<String, @Nullable Object> source = item.get("config").object();
        var noise = TrainingNoise.of(SchedulerConfig.of(SchedulerKind.DDPM, source));
        // Rescaling divides neighbours that are nearly equal, or nearly 0.
        boolean rescaled = Boolean.TRUE.equals(source.get("rescale_betas_zero_snr"));
        double[] alphas = item.get("alphas_cumprod").doubles();
        int[] index =
                item.has("index")
                        ? item.get("index").integers()
                        : IntStream.range(0, alphas.length).toArray();
        for (int i = 0; i < alphas.length; i++) {
            String what = item.get("name").text() + "[" + index[i] + "]";
            double alphaBar = noise.alphaBar(index[i]);
            assertThat(alphaBar)
                    .as(what)
                    .isCloseTo(alphas[i], within((rescaled ? 1e-5 : 1e-6) * alphas[i]));
            if (item.has("betas")) {
                double beta = item.get("betas").doubles()[i];
                assertThat(noise.beta(index[i]))
                        .as(what)
                        .isCloseTo(beta, within(rescaled ? 1e-5 : 1e-6 * beta));
            }
        }
    }

    private static void table(Json item) {
        SchedulerConfig config = Requests.config(item);
        if (item.has("error")) {
            assertThatThrownBy(
                            () -> {
                                var request = Requests.schedule(item.get("set_timesteps"));
                                Samplers.plan(config, null, SamplerOptions.of(request));
                            })
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Schedule schedule = Schedule.of(config, Requests.schedule(item.get("set_timesteps")));
        double[] expected = item.get("timesteps").doubles();
        boolean whole = item.get("timesteps_dtype").text().equals("int64");
        double wholeLimit = isCut(config) ? 1 : 0;
        Errors.close(
                "timesteps", schedule.timesteps(), expected, whole ? wholeLimit : TIMESTEP_LIMIT);
        if (item.has("sigmas")) {
            double[] sigmas = item.get("sigmas").doubles();
            Errors.relative("sigmas", schedule.sigmas(), sigmas, 5e-5);
        }
        if (item.has("init_noise_sigma")) {
            double initial = item.get("init_noise_sigma").number();
            assertThat(schedule.initialSigma()).isCloseTo(initial, within(5e-6 * initial));
        }
    }

    /** Timesteps found from levels and cut to whole ones: 998.9999999 and 999 are one apart. */
    private static boolean isCut(SchedulerConfig config) {
        return config.flag("use_exponential_sigmas")
                || config.flag("use_beta_sigmas")
                || config.flag("use_flow_sigmas");
    }

    private static void convert(Json item) {
        // Given
        var source =
                SchedulerConfig.of(
                        SchedulerKind.named(item.get("source_class").text()),
                        item.get("source_config").object());
        var target = SchedulerKind.named(item.get("target_class").text());
        // When
        SchedulerConfig live = source.as(target);
        SchedulerConfig saved = SchedulerConfig.of(target, source.values());
        // Then
        var expected = new HashMap<>(item.get("from_live_config").object());
        Configs.same(live.values(), expected);
        expected.putAll(item.get("from_saved_json_differences").object());
        var known = new HashMap<>(saved.values());
        known.keySet().retainAll(expected.keySet());
        Configs.same(known, expected);
    }

    private static void load(Path folder) {
        Path file = folder.resolve("scheduler_config.json");
        Json json =
                GoldenFiles.read(
                        Files.exists(file) ? file : folder.resolve("scheduler_config.json.gz"));
        // When
        SchedulerConfig config = SchedulerConfig.of(json.object());
        // Then
        Configs.same(config.values(), json.object());
        double mu = config.flag("use_dynamic_shifting") ? 0.8 : 0;
        var request = ScheduleRequest.steps(4).withMu(mu);
        boolean flow = config.kind() == SchedulerKind.FLOW_EULER;
        var plain = ScheduleRequest.steps(4);
        var options = SamplerOptions.of(flow ? request : plain);
        assertThat(Samplers.plan(config, null, options).calls()).isPositive();
    }
}
