package dev.sfumato.ingest.dispatch;

import static dev.sfumato.ingest.Fixtures.NOW;
import static dev.sfumato.ingest.Fixtures.POOL;
import static dev.sfumato.ingest.Fixtures.heartbeat;
import static dev.sfumato.ingest.Fixtures.id;
import static dev.sfumato.ingest.Fixtures.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

class DispatchTopologyTest {

    private final Positions positions = new Positions();
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> dispatch;
    private final TestOutputTopic<String, byte[]> work;
    private final TestOutputTopic<String, byte[]> events;

    DispatchTopologyTest(@TempDir Path folder) {
        driver = new TopologyTestDriver(topology(positions), Fixtures.streams(folder), NOW);
        dispatch = Fixtures.input(driver, Topics.DISPATCH);
        work = output(Topics.work(POOL));
        events = output(Topics.EVENTS);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void queuesAJobAndReleasesItWhenAWorkerComes() {
        // When
        send(new DispatchMessage.Admitted(standard(1)));
        // Then
        assertThat(Codecs.events().decode(events.readValue()))
                .isEqualTo(new GenerationEvent.Queued(standard(1).subject(), NOW, 0, null));
        assertThat(work.isEmpty()).isTrue();
        // When
        send(new DispatchMessage.Alive(heartbeat("w1", 1, List.of())));
        // Then
        TestRecord<String, byte[]> released = work.readRecord();
        assertThat(released.key()).isEqualTo(id(1).toString());
        assertThat(Codecs.jobs().decode(released.value())).isEqualTo(standard(1));
    }

    @Test
    void tellsWorkersToStopACancelledJob() {
        // Given
        send(new DispatchMessage.Alive(heartbeat("w1", 1, List.of())));
        send(new DispatchMessage.Admitted(standard(1)));
        // When
        send(new DispatchMessage.Withdrawn(standard(1).subject(), NOW));
        // Then
        assertThat(Codecs.control().decode(output(Topics.CONTROL).readValue()))
                .isEqualTo(new CancelJob(id(1), NOW));
        assertThat(events.readValuesToList().stream().map(Codecs.events()::decode))
                .last()
                .isEqualTo(new GenerationEvent.Cancelled(standard(1).subject(), NOW));
    }

    @Test
    void publishesASnapshotOfEachPoolEverySecond() {
        // Given
        send(new DispatchMessage.Alive(heartbeat("w1", 4, List.of())));
        for (int n = 0; n < 7; n++) {
            send(new DispatchMessage.Admitted(standard(n)));
        }
        // When
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        // Then
        TestRecord<String, byte[]> snapshot = output(Topics.POOLS).readRecord();
        assertThat(snapshot.key()).isEqualTo(POOL);
        assertThat(Codecs.pools().decode(snapshot.value()))
                .isEqualTo(new PoolSnapshot(POOL, NOW.plusSeconds(1), 2, 5, 5, 1, 4, null, false));
        assertThat(positions.of(POOL, "a"))
                .containsEntry(id(6).toString(), 1)
                .doesNotContainKey(id(0).toString());
        assertThat(positions.of(POOL, "b")).isEmpty();
    }

    @Test
    void setsAsideWhatItCannotReadAndGoesOn() {
        // When
        dispatch.pipeInput(POOL, new byte[] {1, 2, 3});
        send(
                new DispatchMessage.Alive(
                        new Heartbeat(
                                "w9", "nowhere", NOW, 1, List.of(), List.of(), List.of(), false)));
        send(new DispatchMessage.Admitted(standard(1)));
        // Then
        TestOutputTopic<String, byte[]> letters = output(Topics.DEAD_LETTERS);
        TestRecord<String, byte[]> malformed = letters.readRecord();
        assertThat(malformed.value()).containsExactly(1, 2, 3);
        DeadLetter first = DeadLetter.read(malformed.headers());
        assertThat(first.code()).isEqualTo("malformed");
        assertThat(first.topic()).isEqualTo(Topics.DISPATCH);
        assertThat(first.offset()).isZero();
        assertThat(DeadLetter.read(letters.readRecord().headers()).code())
                .isEqualTo("unknown_pool");
        assertThat(events.getQueueSize()).isEqualTo(1);
    }

    @Test
    void showsACrashLoopToAnOperator() {
        // Given
        send(new DispatchMessage.Alive(heartbeat("w1", 1, List.of())));
        send(new DispatchMessage.Admitted(standard(1)));
        // When
        for (int run = 0; run < 4; run++) {
            send(new DispatchMessage.Observed(Fixtures.started(standard(1), Fixtures.run(run))));
        }
        // Then
        TestRecord<String, byte[]> letter = output(Topics.DEAD_LETTERS).readRecord();
        assertThat(DeadLetter.read(letter.headers()).code()).isEqualTo("crash_loop");
        assertThat(Codecs.jobs().decode(letter.value())).isEqualTo(standard(1));
    }

    private void send(DispatchMessage message) {
        dispatch.pipeInput(message.pool(), Codecs.dispatch().encode(message));
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return Fixtures.output(driver, topic);
    }

    private static Job standard(int n) {
        return job(n, "a", Priority.STANDARD, 10);
    }

    private static Topology topology(Positions positions) {
        Topology topology = new Topology();
        DispatchTopology.build(topology, Set.of(POOL), Rules.DEFAULT, positions);
        return topology;
    }
}
