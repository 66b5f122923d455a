package dev.sfumato.benchmarks.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

final class DeviceTimesTest {
    @Test
    void givesWhatWasPublishedOfTheH100() {
        // Given
        DeviceTimes times = DeviceTimes.SDXL_H100;
        // When, Then
        assertThat(4 * times.step(1, 1)).isEqualTo(102.8, offset(0.1));
        assertThat(40 * times.step(1, 2)).isEqualTo(1772.29, offset(1.0));
        assertThat(4 * times.step(0.25, 1)).isEqualTo(48.87, offset(2.0));
        assertThat(times.decode(0.25, 1)).isEqualTo(30.35, offset(1.5));
    }

    @Test
    void givesWhatWasPublishedOfTheH200AndWhatLiesBetween() {
        // Given
        DeviceTimes times = DeviceTimes.QWEN_H200;
        // When, Then
        assertThat(times.step(0.25, 4)).isEqualTo(240);
        assertThat(times.step(0.25, 16)).isEqualTo(832);
        assertThat(times.step(0.25, 6)).isEqualTo((240 + 425) / 2.0, offset(1e-9));
    }
}
