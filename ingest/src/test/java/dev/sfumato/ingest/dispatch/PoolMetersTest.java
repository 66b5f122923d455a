package dev.sfumato.ingest.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.schemas.events.PoolSnapshot;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

final class PoolMetersTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FleetView fleet = new FleetView("landscape", Clock.systemUTC());

    @Test
    void tellsTheLastSnapshotOfEachPool() {
        // Given
        PoolMeters.register(meters, List.of("default", "large"), fleet);
        // When
        fleet.accept(snapshot(7, null, false));
        fleet.accept(snapshot(12, 2_500L, true));
        // Then
        assertThat(value("sfumato.pool.backlog", "default")).isEqualTo(12);
        assertThat(value("sfumato.pool.outstanding", "default")).isEqualTo(4);
        assertThat(value("sfumato.pool.window", "default")).isEqualTo(5);
        assertThat(value("sfumato.pool.workers", "default")).isEqualTo(1);
        assertThat(value("sfumato.pool.slots", "default")).isEqualTo(3);
        assertThat(value("sfumato.pool.paused", "default")).isEqualTo(1);
        assertThat(value("sfumato.pool.expected.wait.seconds", "default")).isEqualTo(2.5);
    }

    @Test
    void hasNoValueForWhatNobodySpokeOf() {
        // Given
        PoolMeters.register(meters, List.of("default", "large"), fleet);
        // When
        fleet.accept(snapshot(7, null, false));
        // Then
        assertThat(value("sfumato.pool.backlog", "large")).isNaN();
        assertThat(value("sfumato.pool.expected.wait.seconds", "default")).isNaN();
    }

    private static PoolSnapshot snapshot(
            int backlog, @Nullable Long expectedWaitMs, boolean paused) {
        return new PoolSnapshot(
                "default", Instant.EPOCH, backlog, 4, 5, 1, 3, expectedWaitMs, paused);
    }

    private double value(String name, String pool) {
        return meters.get(name).tag("pool", pool).gauge().value();
    }
}
