package dev.sfumato.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sfumato.benchmarks.measure.Json;

import org.junit.jupiter.api.Test;

class EulerTableTest {
    private static final String LATENT_DIFFUSION =
            """
            {"num_train_timesteps": 1000, "beta_start": 0.00085, "beta_end": 0.012,
             "beta_schedule": "scaled_linear", "timestep_spacing": "%s", "steps_offset": 1}
            """;

    private static final double SIGMA_751 = 4.116698265;
    private static final double SIGMA_1 = 0.041314479;

    /** Expected values are those of EulerDiscreteScheduler in diffusers 0.42.1. */
    @Test
    void spacesAsTheReferenceDoes() {
        // Given
        var config = Json.parse(LATENT_DIFFUSION.formatted("leading"));
        // When
        EulerTable table = EulerTable.of(config, 4);
        // Then
        assertThat(table.timesteps()).containsExactly(751.0, 501.0, 251.0, 1.0);
        assertThat(table.sigmas().get(0)).isCloseTo(SIGMA_751, within(1e-5));
        assertThat(table.sigmas().get(3)).isCloseTo(SIGMA_1, within(1e-6));
        assertThat(table.sigmas().get(4)).isZero();
        assertThat(table.start()).isCloseTo(Math.hypot(SIGMA_751, 1), within(1e-5));
    }

    @Test
    void startsTrailingAtTheVeryEnd() {
        // Given
        var config = Json.parse(LATENT_DIFFUSION.formatted("trailing"));
        // When
        EulerTable table = EulerTable.of(config, 3);
        // Then
        assertThat(table.timesteps()).containsExactly(999.0, 666.0, 332.0);
        assertThat(table.start()).isEqualTo(table.sigmas().get(0));
    }

    @Test
    void refusesASpacingThatItDoesNotKnow() {
        var config = Json.parse(LATENT_DIFFUSION.formatted("linspace"));
        assertThatThrownBy(() -> EulerTable.of(config, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no loop for the spacing linspace");
    }
}
