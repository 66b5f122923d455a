package dev.sfumato.ingest.webhooks;

import static dev.sfumato.ingest.Fixtures.NOW;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Cancelled;
import dev.sfumato.schemas.events.Lifecycle;
import dev.sfumato.schemas.events.Outcome;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.ResolvedRequest;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class WebhookTopologyTest {
    private static final String ID = Fixtures.id(1).toString();
    private static final Duration TICK = Duration.ofMillis(200);

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<Integer> begun = new ArrayList<>();
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> webhooks;
    private final TestOutputTopic<String, byte[]> letters;

    WebhookTopologyTest(@TempDir Path folder) {
        var schedule = new Schedule(3, Duration.ofSeconds(5));
        driver =
                new TopologyTestDriver(
                        WebhookTopology.build(schedule, this::begin, meters),
                        Fixtures.streams(folder),
                        NOW);
        webhooks = Fixtures.input(driver, Topics.WEBHOOKS);
        letters = Fixtures.output(driver, Topics.DEAD_LETTERS);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() {
        // Given
        owe();
        // When
        report(new Tried(1, "the receiver answered 503", false, Duration.ofHours(1)));
        driver.advanceWallClockTime(Duration.ofHours(1).minus(TICK));
        // Then
        assertThat(begun).containsExactly(1);
        // When
        driver.advanceWallClockTime(TICK.multipliedBy(2));
        // Then
        assertThat(begun).containsExactly(1, 2);
    }

    @Test
    void waitsNoLongerThanSixHoursAndNoShorterThanItsOwnTime() {
        // Given
        owe();
        // When
        report(new Tried(1, "the receiver answered 503", false, Duration.ofDays(999)));
        driver.advanceWallClockTime(Duration.ofHours(6).plus(TICK));
        report(new Tried(2, "the receiver answered 429", false, Duration.ZERO));
        driver.advanceWallClockTime(TICK);
        // Then
        assertThat(begun).containsExactly(1, 2);
        // When
        driver.advanceWallClockTime(Duration.ofSeconds(20));
        // Then
        assertThat(begun).containsExactly(1, 2, 3);
    }

    @Test
    void countsWhatBecomesOfAttempts() {
        // Given
        owe();
        // When
        report(new Tried(1, "the receiver answered 500", false));
        report(new Tried(2, null, false));
        owe();
        report(new Tried(1, "the receiver answered 410", true));
        // Then
        assertThat(counted("retried")).isEqualTo(1);
        assertThat(counted("delivered")).isEqualTo(1);
        assertThat(counted("given_up")).isEqualTo(1);
        assertThat(letters.getQueueSize()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "120, 120",
        "' 0 ', 0",
        "'Mon, 01 Jun 2026 12:01:30 GMT', 90",
        "'Mon, 01 Jun 2026 11:00:00 GMT', 0",
        "999999999, 999999999",
        "9999999999999999999, ",
        "-1, ",
        "soon, ",
        "'', ",
        ", "
    })
    void readsSecondsAndDates(@Nullable String header, @Nullable Long seconds) {
        // When
        Duration wait = RetryAfter.read(header, NOW);
        // Then
        assertThat(wait).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    private boolean begin(String id, Message message, int attempt) {
        begun.add(attempt);
        return true;
    }

    private void owe() {
        webhooks.pipeInput(ID, Codecs.outcomes().encode(new Outcome(ended())));
    }

    private void report(Tried tried) {
        webhooks.pipeInput(new TestRecord<>(ID, new byte[0], tried.headers()));
    }

    private double counted(String outcome) {
        return meters.counter("sfumato.webhooks.attempts", "outcome", outcome).count();
    }

    private static Generation ended() {
        var subject = new Subject(Fixtures.id(1), "acme", Fixtures.POOL);
        ResolvedRequest request =
                Fixtures.request(
                        Priority.STANDARD, 10, NOW.plusSeconds(60), "https://receiver.example/");
        Generation accepted =
                Lifecycle.apply(null, new Accepted(subject, NOW, request, null)).generation();
        Generation ended = Lifecycle.apply(accepted, new Cancelled(subject, NOW)).generation();
        if (ended == null) {
            throw new AssertionError("a cancelled generation has ended");
        }
        return ended;
    }
}
