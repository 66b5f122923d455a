package dev.sfumato.ingest.dispatch;

import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.schemas.events.PoolSnapshot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the pools stand, as gauges: the last snapshot of each, the same on every instance. Without a
 * value until dispatch has spoken of a pool.
 */
public final class PoolMeters {
    private PoolMeters() {}

    /** Registers the gauges of these pools. */
    public static void register(MeterRegistry meters, List<String> pools, FleetView fleet) {
        for (String pool : pools) {
            gauge(meters, fleet, pool, "backlog", PoolSnapshot::backlog);
            gauge(meters, fleet, pool, "outstanding", PoolSnapshot::outstanding);
            gauge(meters, fleet, pool, "window", PoolSnapshot::window);
            gauge(meters, fleet, pool, "workers", PoolSnapshot::workers);
            gauge(meters, fleet, pool, "slots", PoolSnapshot::slots);
            gauge(meters, fleet, pool, "paused", each -> each.paused() ? 1 : 0);
            gauge(meters, fleet, pool, "expected.wait.seconds", PoolMeters::expectedWait);
        }
    }

    private static double expectedWait(PoolSnapshot pool) {
        Long millis = pool.expectedWaitMs();
        return millis == null ? Double.NaN : millis / 1000.0;
    }

    private static void gauge(
            MeterRegistry meters,
            FleetView fleet,
            String pool,
            String name,
            ToDoubleFunction<PoolSnapshot> value) {
        Gauge.builder("sfumato.pool." + name, () -> last(fleet, pool, value))
                .tag("pool", pool)
                .register(meters);
    }

    private static double last(FleetView fleet, String pool, ToDoubleFunction<PoolSnapshot> value) {
        PoolSnapshot last = fleet.pool(pool);
        return last == null ? Double.NaN : value.applyAsDouble(last);
    }
}
