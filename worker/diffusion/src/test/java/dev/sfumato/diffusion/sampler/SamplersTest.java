package dev.sfumato.diffusion.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.diffusion.noise.Rng;
import dev.sfumato.diffusion.schedule.ScheduleRequest;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class SamplersTest {

    @Test
    void listsTheUsualIds() {
        // When
        List<String> ids = Samplers.ids();
        // Then
        assertThat(ids)
                .doesNotHaveDuplicates()
                .contains("ddim", "euler", "euler-a", "dpmpp-2m", "dpmpp-2m-karras", "unipc");
    }

    @Test
    void keepsTheFoldersSchedulerWithoutAnId() {
        // When
        SchedulerConfig config = Samplers.configure(Folders.stableDiffusion(), null);
        // Then
        assertThat(config.kind()).isEqualTo(SchedulerKind.PNDM);
    }

    @Test
    void takesTheFoldersBetasIntoAnotherClass() {
        // When
        SchedulerConfig config = Samplers.configure(Folders.stableDiffusion(), "dpmpp-2m-karras");
        // Then
        assertThat(config.kind()).isEqualTo(SchedulerKind.DPM_MULTISTEP);
        assertThat(config.values())
                .containsEntry("beta_start", 0.00085)
                .containsEntry("use_karras_sigmas", true)
                .containsEntry("skip_prk_steps", true);
    }

    @Test
    void refusesAnUnknownId() {
        assertThatThrownBy(() -> Samplers.configure(Folders.stableDiffusion(), "euler2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheduler must be one of ddim")
                .hasMessageContaining("got euler2");
    }

    @ParameterizedTest
    @CsvSource({
        "beta_schedule, cubic, must be one of linear",
        "beta_start, high, must be a number",
        "timestep_spacing, random, must be one of linspace",
        "prediction_type, noise, must be one of epsilon",
        "num_train_timesteps, 0, must be at least 1",
        "final_sigmas_type, one, must be one of zero",
    })
    void namesTheKeyThatIsWrong(String key, String value, String rule) {
        // Given
        var json = new HashMap<String, Object>(Map.of("_class_name", "EulerDiscreteScheduler"));
        json.put(key, value.equals("0") ? (Object) 0 : value);
        // When, Then
        assertThatThrownBy(() -> Samplers.plan(json, SamplerOptions.steps(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("EulerDiscreteScheduler", key, rule, value);
    }

    @Test
    void refusesAnUnknownClass() {
        assertThatThrownBy(() -> SchedulerConfig.of(Map.of("_class_name", "Fancy")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("_class_name", "DDIMScheduler", "got Fancy");
    }

    @Test
    void refusesAnEndingThatDividesByZero() {
        // Given
        Map<String, Object> zeroSnr =
                Map.of(
                        "_class_name", "DDIMScheduler",
                        "rescale_betas_zero_snr", true,
                        "timestep_spacing", "trailing");
        // When, Then
        assertThatThrownBy(() -> Samplers.plan(zeroSnr, SamplerOptions.steps(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("divides by zero at call 0 of 4");
    }

    @Test
    void refusesMoreStepsThanItWasTrainedWith() {
        assertThatThrownBy(
                        () ->
                                Samplers.plan(
                                        Folders.stableDiffusion(),
                                        "ddim",
                                        SamplerOptions.steps(1001)))
                .hasMessageContainingAll("steps", "num_train_timesteps = 1000", "got 1001");
        assertThatThrownBy(() -> SamplerOptions.steps(0))
                .hasMessage("steps must be at least 1, got 0");
    }

    @Test
    void refusesACallOutOfTurn() {
        // Given
        Sampler sampler = euler(3);
        State state = sampler.start(4);
        // When, Then
        assertThatThrownBy(() -> step(sampler, 1, state, 4)).hasMessage("call must be 0, got 1");
    }

    @Test
    void refusesALatentOfAnotherLength() {
        // Given
        Sampler sampler = euler(3);
        State state = sampler.start(4);
        // When, Then
        assertThatThrownBy(() -> step(sampler, 0, state, 5))
                .hasMessage("latents must hold 4 floats, got 5 and 5");
    }

    @Test
    void refusesAStateThatIsNotItsOwn() {
        // Given
        Sampler heun = Samplers.plan(Folders.stableDiffusion(), "heun", SamplerOptions.steps(3));
        byte[] bytes = heun.start(4).toBytes();
        // When, Then
        assertThatThrownBy(() -> euler(3).resume(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sampler state must hold 0 buffers");
        assertThatThrownBy(() -> heun.resume(new byte[5]))
                .hasMessage("sampler state must hold at least 12 bytes, got 5");
    }

    @Test
    void refusesExplicitTimestepsWhereTheClassSpacesThem() {
        // Given
        var options = SamplerOptions.of(ScheduleRequest.timesteps(List.of(900.0, 100.0)));
        // When, Then
        assertThatThrownBy(() -> Samplers.plan(Folders.stableDiffusion(), "unipc", options))
                .hasMessageContaining("takes a number of steps, not timesteps");
    }

    private static Sampler euler(int steps) {
        return Samplers.plan(Folders.stableDiffusion(), "euler", SamplerOptions.steps(steps));
    }

    private static void step(Sampler sampler, int call, State state, int length) {
        var x = new float[length];
        sampler.step(call, state, x, new float[length], Rng.TORCH_CPU.seeded(0), x);
    }
}
