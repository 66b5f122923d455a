package dev.sfumato.worker.metering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is measured of runs. Begun = completed + failed + yielded + unwanted + abandoned + running.
 */
public final class RunMeters {
    private static final double[] PERCENTILES = {0.5, 0.99};

    /** How a run ended. */
    public enum Outcome {
        /** It made what it was asked for. */
        COMPLETED,
        /** It told why it can't. */
        FAILED,
        /** It goes on elsewhere. */
        YIELDED,
        /** It was cancelled or has expired. */
        UNWANTED,
        /** Its end couldn't be told: the share group redelivers the job. */
        ABANDONED
    }

    private final Counter begun;
    private final Counter resumed;
    private final Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);
    private final Timer queueWait;
    private final DistributionSummary checkpoints;
    private final Counter checkpointsSkipped;
    private final Counter previewsDropped;

    /** Meters of one worker. */
    public RunMeters(MeterRegistry registry) {
        begun = counter(registry, "sfumato.worker.runs.begun", "runs begun");
        resumed = counter(registry, "sfumato.worker.runs.resumed", "runs that went on from a step");
        for (Outcome outcome : Outcome.values()) {
            ended.put(
                    outcome,
                    Counter.builder("sfumato.worker.runs.ended")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .description("runs ended")
                            .register(registry));
        }
        queueWait =
                Timer.builder("sfumato.worker.queue.wait")
                        .description("from acceptance of a generation to its first run")
                        .publishPercentiles(PERCENTILES)
                        .register(registry);
        checkpoints =
                DistributionSummary.builder("sfumato.worker.checkpoint")
                        .baseUnit("bytes")
                        .description("checkpoints saved")
                        .publishPercentiles(PERCENTILES)
                        .register(registry);
        checkpointsSkipped =
                counter(
                        registry,
                        "sfumato.worker.checkpoints.skipped",
                        "checkpoints not saved: the store was down or busy with the one before");
        previewsDropped =
                counter(
                        registry,
                        "sfumato.worker.previews.dropped",
                        "previews not sent: Kafka was slow, or a newer one came");
    }

    /** A run begins. */
    public void begun() {
        begun.increment();
    }

    /** A run has ended. */
    public void ended(Outcome outcome) {
        counter(outcome).increment();
    }

    /** A generation's first run has begun, so long after it was accepted. */
    public void waited(Duration wait) {
        queueWait.record(wait.isNegative() ? Duration.ZERO : wait);
    }

    /** A run goes on where another one stopped. */
    public void resumed() {
        resumed.increment();
    }

    /** A checkpoint was saved. */
    public void saved(long bytes) {
        checkpoints.record((double) bytes);
    }

    /** A checkpoint was not saved. */
    public void notSaved() {
        checkpointsSkipped.increment();
    }

    /** A preview was made and not sent. */
    public void previewDropped() {
        previewsDropped.increment();
    }

    private Counter counter(Outcome outcome) {
        Counter counter = ended.get(outcome);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + outcome);
        }
        return counter;
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
