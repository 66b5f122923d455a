package dev.sfumato.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Map;

class FlowShiftTest {

    @Test
    void takesTheConfigurationsEnds() {
        // Given
        var config =
                SchedulerConfig.of(
                        SchedulerKind.FLOW_EULER,
                        Map.of("base_image_seq_len", 100, "max_image_seq_len", 300));
        // When
        double mu = FlowShift.mu(config, 200);
        // Then
        assertThat(mu).isCloseTo((0.5 + 1.15) / 2, within(1e-12));
    }

    @Test
    void refusesALineWithoutDirection() {
        assertThatThrownBy(() -> FlowShift.mu(10, 256, 256, 0.5, 1.15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max_image_seq_len")
                .hasMessageContaining("256");
        assertThatThrownBy(() -> FlowShift.mu(0, 256, 4096, 0.5, 1.15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokens");
    }
}
