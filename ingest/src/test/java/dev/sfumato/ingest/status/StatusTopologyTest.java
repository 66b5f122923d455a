package dev.sfumato.ingest.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Outcome;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

final class StatusTopologyTest {
    private static final UUID RUN = Fixtures.run(1);

    private final Waiters waiters = new Waiters();
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> events;
    private final TestOutputTopic<String, byte[]> results;
    private final TestOutputTopic<String, byte[]> letters;
    private final Job job = Fixtures.job(1, "acme", Priority.STANDARD, 10);

    StatusTopologyTest(@TempDir Path folder) {
        driver = new TopologyTestDriver(StatusTopology.build(waiters), Fixtures.streams(folder));
        events = Fixtures.input(driver, Topics.EVENTS);
        results = Fixtures.output(driver, Topics.RESULTS);
        letters = Fixtures.output(driver, Topics.DEAD_LETTERS);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void passesTheOutcomeOnOnce() {
        // Given
        send(accepted());
        send(Fixtures.started(job, RUN));
        // When
        send(Fixtures.completed(job, RUN));
        send(Fixtures.completed(job, RUN));
        // Then
        assertThat(results.getQueueSize()).isEqualTo(1);
        var record = results.readRecord();
        Outcome outcome = Codecs.outcomes().decode(record.value());
        assertThat(outcome.generation().status()).isEqualTo(Status.COMPLETED);
        assertThat(record.headers().lastHeader("ce_subject").value())
                .asString()
                .isEqualTo(job.subject().id().toString());
    }

    @Test
    void remembersWhereTheEventsAre() {
        // Given, When
        send(accepted());
        send(Fixtures.started(job, RUN));
        // Then
        Stored stored = Stored.decode(generations().get(job.subject().id().toString()));
        assertThat(stored.first()).isZero();
        assertThat(stored.last()).isEqualTo(1);
        assertThat(stored.shownTo("acme")).isPresent();
        assertThat(stored.shownTo("other")).isEmpty();
    }

    @Test
    void setsMalformedEventsAsideAndGoesOn() {
        // Given
        events.pipeInput("key", new byte[] {1, 2, 3});
        // When
        send(accepted());
        // Then
        var letter = DeadLetter.read(letters.readRecord().headers());
        assertThat(letter.topic()).isEqualTo(Topics.EVENTS);
        assertThat(letter.offset()).isZero();
        assertThat(generations().get(job.subject().id().toString())).isNotNull();
    }

    @Test
    void aPurgedGenerationStaysGone() {
        // Given
        send(accepted());
        // When
        events.pipeInput(job.subject().id().toString(), null);
        send(Fixtures.started(job, RUN));
        // Then
        Stored stored = Stored.decode(generations().get(job.subject().id().toString()));
        assertThat(stored.shownTo("acme")).isEmpty();
        assertThat(keys(StatusTopology.LISTING)).isEmpty();
    }

    @Test
    void forgetsThirtyDaysAfterTheEnd() {
        // Given
        send(accepted());
        send(Fixtures.completed(job, RUN));
        // When
        driver.advanceWallClockTime(Duration.ofDays(200 * 365));
        // Then
        assertThat(keys(StatusTopology.GENERATIONS)).isEmpty();
        assertThat(keys(StatusTopology.LISTING)).isEmpty();
        assertThat(keys(StatusTopology.EXPIRIES)).isEmpty();
    }

    @Test
    void listsAGenerationOnceThoughItsStartIsHeardLate() {
        // Given
        send(new Queued(job.subject(), Fixtures.NOW, 3, null));
        // When
        send(accepted());
        // Then
        assertThat(keys(StatusTopology.LISTING))
                .singleElement()
                .isEqualTo(
                        Keys.listing(
                                Stored.decode(generations().get(job.subject().id().toString()))
                                        .generation()));
    }

    @Test
    void tellsWhoeverWaits() {
        // Given
        CompletableFuture<Boolean> told =
                waiters.await(
                        job.subject().id().toString(),
                        stored -> stored.shownTo("acme").isPresent(),
                        Duration.ofSeconds(30));
        // When
        send(accepted());
        // Then
        assertThat(told).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void tellsDispatchOfEveryEndThatCounts() {
        // Given
        TestOutputTopic<String, byte[]> dispatch = Fixtures.output(driver, Topics.DISPATCH);
        var error = new GenerationError("device_lost", "gone", true);
        send(accepted());
        send(Fixtures.started(job, RUN));
        send(new Failed(job.subject(), Fixtures.NOW, Fixtures.run(2), error));
        assertThat(dispatch.isEmpty()).isTrue();
        // When
        send(new Failed(job.subject(), Fixtures.NOW, RUN, error));
        // Then
        var told = dispatch.readRecord();
        assertThat(told.key()).isEqualTo(Fixtures.POOL);
        assertThat(Codecs.dispatch().decode(told.value()))
                .isEqualTo(
                        new DispatchMessage.Observed(
                                new Failed(job.subject(), Fixtures.NOW, null, error)));
    }

    private GenerationEvent accepted() {
        return new Accepted(job.subject(), Fixtures.NOW, job.request(), "order-1");
    }

    private void send(GenerationEvent event) {
        events.pipeInput(event.subject().id().toString(), Codecs.events().encode(event));
    }

    private KeyValueStore<String, byte[]> generations() {
        return driver.getKeyValueStore(StatusTopology.GENERATIONS);
    }

    private List<String> keys(String store) {
        List<String> keys = new java.util.ArrayList<>();
        try (var all = driver.<String, byte[]>getKeyValueStore(store).all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }
}
