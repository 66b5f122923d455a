package dev.sfumato.worker.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What is measured of one device. */
public final class DeviceMeters {
    private static final double[] PERCENTILES = {0.5, 0.99};

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer leaving;
    private final Timer overrun;
    private final Timer loading;
    private final Counter evictions;
    private final Counter previewsSkipped;
    private final Map<String, Calls> calls = new ConcurrentHashMap<>();

    private record Calls(
            Timer time,
            DistributionSummary rows,
            DistributionSummary occupancy,
            DistributionSummary drift) {}

    /**
     * Meters of a device.
     *
     * @param device for example {@code cpu:0}
     */
    public DeviceMeters(MeterRegistry registry, String device) {
        this.registry = registry;
        this.tags = Tags.of("device", device);
        leaving =
                timer("sfumato.worker.leave", tags)
                        .description("from the wish that a run leaves until its rows are gone")
                        .register(registry);
        overrun =
                timer("sfumato.worker.leave.overrun", tags)
                        .description("part of that after the call that was under way")
                        .register(registry);
        loading =
                timer("sfumato.worker.model.load", tags)
                        .description("loading a model")
                        .register(registry);
        evictions = counter("sfumato.worker.model.evictions", "models that made room for others");
        previewsSkipped =
                counter("sfumato.worker.previews.skipped", "previews not made: runs were waiting");
    }

    /**
     * A call was made.
     *
     * @param component for example {@code unet}: there, a call is a step
     * @param rows rows that took part
     * @param limit rows that might have
     * @param nanos how long it took
     * @param expected how long the cost curve said, in nanoseconds; 0 when it didn't know
     */
    public void called(String component, int rows, int limit, long nanos, double expected) {
        Calls meters = calls.computeIfAbsent(component, this::calls);
        meters.time.record(nanos, TimeUnit.NANOSECONDS);
        meters.rows.record(rows);
        meters.occupancy.record(Math.min(1, rows / (double) limit));
        if (expected > 0) {
            meters.drift.record(nanos / expected);
        }
    }

    /**
     * A run's rows are gone.
     *
     * @param nanos since somebody wanted it
     * @param late of these, after the call that was under way then
     */
    public void left(long nanos, long late) {
        leaving.record(nanos, TimeUnit.NANOSECONDS);
        overrun.record(late, TimeUnit.NANOSECONDS);
    }

    /** A model was loaded. */
    public void loaded(long nanos) {
        loading.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A model has made room for another. */
    public void evicted() {
        evictions.increment();
    }

    /** A preview was due, and others' steps went first. */
    public void previewSkipped() {
        previewsSkipped.increment();
    }

    /** Shows a value of {@code owner} whenever somebody looks. */
    public <T> void watch(String name, String description, T owner, ToDoubleFunction<T> value) {
        io.micrometer.core.instrument.Gauge.builder(name, owner, value)
                .tags(tags)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private Calls calls(String component) {
        Tags all = tags.and(Tag.of("component", component));
        return new Calls(
                timer("sfumato.worker.call", all)
                        .description("calls of a component; those of the denoiser are steps")
                        .register(registry),
                summary("sfumato.worker.call.rows", "rows of a call", all),
                summary("sfumato.worker.call.occupancy", "rows of a call per rows allowed", all),
                summary("sfumato.worker.curve.drift", "time of a call per time expected", all));
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).tags(tags).description(description).register(registry);
    }

    private DistributionSummary summary(String name, String description, Tags all) {
        return DistributionSummary.builder(name)
                .tags(all)
                .description(description)
                .publishPercentiles(PERCENTILES)
                .register(registry);
    }

    private static Timer.Builder timer(String name, Tags all) {
        return Timer.builder(name).tags(all).publishPercentiles(PERCENTILES);
    }
}
