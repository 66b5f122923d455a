package dev.sfumato.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sfumato.platform.kafka.DeadLetter;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.topics.Topics;
import dev.sfumato.worker.residency.UnusableModelsException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What a worker does with jobs, good and bad. */
final class WorkerTest extends WorkerCase {
    private static final String STOPPING = "the worker is stopping";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void tellsEveryStepAndStoresThePicture() {
        // Given
        worker(Map.of());
        Job job = TestJobs.job(pool, MODEL, 12, 42);
        // When
        bus.send(job);
        List<GenerationEvent> told = events.events(job.subject().id(), Completed.class::isInstance);
        // Then
        var started = (Started) told.getFirst();
        assertThat(started.attempt()).isEqualTo(1);
        assertThat(started.step()).isZero();
        assertThat(told.subList(1, 13))
                .allSatisfy(each -> assertThat(each).isInstanceOf(Progress.class))
                .extracting(each -> ((Progress) each).step())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
        assertThat(told).hasSize(14);
        var completed = (Completed) told.getLast();
        assertThat(completed.runId()).isEqualTo(started.runId());
        assertThat(completed.timings().totalMs()).isPositive();
        assertThat(picture(completed)).isEqualTo(alone(job));
        assertThat(store.blobs("checkpoints/" + job.subject().id())).isEmpty();
    }

    @Test
    void everyEventOfARunCarriesTheTraceOfItsJob() {
        // Given
        worker(Map.of());
        Job plain = TestJobs.job(pool, MODEL, 2, 42);
        Job job =
                new Job(
                        plain.subject(),
                        plain.request(),
                        plain.acceptedAt(),
                        plain.attemptBase(),
                        TRACE);
        // When
        bus.send(job);
        events.events(job.subject().id(), Completed.class::isInstance);
        // Then
        assertThat(events.until(read -> true))
                .filteredOn(each -> isAbout(job, each.key()))
                .hasSize(4)
                .allSatisfy(
                        each ->
                                assertThat(each.headers().lastHeader("traceparent").value())
                                        .asString(StandardCharsets.US_ASCII)
                                        .isEqualTo(TRACE));
    }

    @Test
    void measuresItsRunsAndSaysWhetherItIsReady() {
        // Given
        Worker worker = worker(Map.of("worker.checkpoint.interval", "1ms"));
        Job job = TestJobs.job(pool, MODEL, 12, 42);
        Job impossible = TestJobs.job(pool, MODEL, 100_000, 1);
        // When
        bus.send(job);
        bus.send(impossible);
        completed(job);
        failed(impossible);
        boolean readyAtWork = observers.readiness().isReady();
        worker.close();
        // Then
        assertThat(readyAtWork).isTrue();
        assertThat(observers.readiness().reasons()).containsEntry("worker", STOPPING);
        assertThat(meters.get("sfumato.worker.runs.begun").counter().count()).isEqualTo(2);
        assertThat(ended("completed")).isEqualTo(1);
        assertThat(ended("failed")).isEqualTo(1);
        assertThat(meters.get("sfumato.worker.queue.wait").timer().count()).isEqualTo(1);
        assertThat(meters.get("sfumato.worker.checkpoint").summary().totalAmount()).isPositive();
        assertThat(meters.get("sfumato.worker.model.load").timer().count()).isEqualTo(1);
        assertThat(meters.get("sfumato.worker.resident.memory").gauge().value()).isPositive();
        assertThat(meters.get("sfumato.worker.native.memory").gauge().value())
                .isLessThan(meters.get("sfumato.worker.resident.memory").gauge().value());
    }

    @Test
    void tellsDispatchAndShowsPreviews() {
        // Given
        Worker worker = worker(Map.of());
        Job job = TestJobs.job(pool, MODEL, 12, 1);
        // When
        bus.send(job);
        events.events(job.subject().id(), Completed.class::isInstance);
        // Then
        try (TopicReader dispatch = bus.read(Topics.DISPATCH);
                TopicReader previews = bus.read(Topics.PREVIEWS);
                TopicReader beats = bus.read(Topics.WORKERS)) {
            dispatch.until(
                    read ->
                            observed(read, Started.class::isInstance)
                                    && observed(read, Completed.class::isInstance));
            List<Preview> shown =
                    previews
                            .until(
                                    read ->
                                            read.stream()
                                                            .filter(
                                                                    each ->
                                                                            isAbout(
                                                                                    job,
                                                                                    each.key()))
                                                            .count()
                                                    > 1)
                            .stream()
                            .filter(each -> isAbout(job, each.key()))
                            .map(each -> Codecs.previews().decode(each.value()))
                            .toList();
            assertThat(shown).extracting(Preview::step).isSorted().doesNotHaveDuplicates();
            worker.close();
            List<Heartbeat> said =
                    beats
                            .until(read -> heartbeats(read).stream().anyMatch(Heartbeat::stopping))
                            .stream()
                            .map(each -> Codecs.heartbeats().decode(each.value()))
                            .filter(each -> each.pool().equals(pool))
                            .toList();
            assertThat(said.getFirst().slots()).isEqualTo(4);
            assertThat(said.getFirst().models()).singleElement().matches(m -> m.id().equals(MODEL));
        }
    }

    @Test
    void makesInCompanyWhatIsMadeAlone() {
        // Given
        worker(Map.of());
        int[] steps = {6, 18, 9, 12, 15, 4};
        List<Job> jobs =
                IntStream.range(0, steps.length)
                        .mapToObj(i -> TestJobs.job(pool, MODEL, steps[i], 100 + i))
                        .toList();
        // When
        jobs.forEach(bus::send);
        // Then
        for (int i = 0; i < steps.length; i++) {
            assertThat(picture(completed(jobs.get(i)))).isEqualTo(alone(jobs.get(i)));
        }
    }

    @Test
    void goesOnElsewhereWhereADrainedWorkerStopped() {
        // Given
        Worker first = worker(Map.of("worker.checkpoint.interval", "1h"));
        Job job = TestJobs.job(pool, MODEL, 300, 7);
        bus.send(job);
        events.events(job.subject().id(), reached(5));
        // When
        first.close();
        worker(Map.of());
        List<GenerationEvent> told = events.events(job.subject().id(), Completed.class::isInstance);
        // Then
        assertThat(told).filteredOn(Yielded.class::isInstance).hasSize(1);
        assertThat(starts(told)).extracting(Started::attempt).containsExactly(1, 2);
        assertThat(starts(told).getLast().step()).isGreaterThanOrEqualTo(5);
        assertThat(picture((Completed) told.getLast())).isEqualTo(alone(job));
    }

    @Test
    void goesOnElsewhereAfterAWorkerWasKilled() throws Exception {
        // Given
        Path log = folder.resolve("killed.log");
        Process first = WorkerProcess.start(bus.settings(), pool, models, storeFolder, log);
        Job job = TestJobs.job(pool, MODEL, 600, 8);
        bus.send(job);
        events.events(job.subject().id(), reached(50));
        // When
        first.destroyForcibly().waitFor();
        worker(Map.of());
        List<GenerationEvent> told = events.events(job.subject().id(), Completed.class::isInstance);
        // Then
        assertThat(told).filteredOn(Yielded.class::isInstance).isEmpty();
        assertThat(starts(told)).extracting(Started::attempt).containsExactly(1, 2);
        assertThat(starts(told).getLast().step()).isPositive();
        assertThat(picture((Completed) told.getLast())).isEqualTo(alone(job));
    }

    @Test
    void yieldsWhenItsLockIsLost() throws Exception {
        // Given
        bus.lock(pool, Duration.ofSeconds(1));
        worker(Map.of("worker.slots", "1"));
        Job job = TestJobs.longJob(pool, MODEL, 9);
        bus.send(job);
        events.events(job.subject().id(), reached(1));
        worker(Map.of("worker.slots", "1"));
        // When
        events.events(job.subject().id(), Yielded.class::isInstance);
        bus.lock(pool, Duration.ofSeconds(10));
        List<GenerationEvent> told = events.events(job.subject().id(), Completed.class::isInstance);
        // Then
        assertThat(told)
                .filteredOn(Yielded.class::isInstance)
                .allSatisfy(each -> assertThat(((Yielded) each).reason()).isEqualTo("lock_lost"));
        assertThat(told).noneMatch(Failed.class::isInstance);
        assertThat(picture((Completed) told.getLast())).isEqualTo(alone(job));
    }

    @Test
    void stopsACancelledRunWithoutAWord() {
        // Given
        worker(Map.of("worker.slots", "1"));
        Job cancelled = TestJobs.longJob(pool, MODEL, 1);
        Job next = TestJobs.job(pool, MODEL, 3, 2);
        bus.send(cancelled);
        events.events(cancelled.subject().id(), reached(2));
        // When
        bus.cancel(cancelled.subject().id());
        bus.send(next);
        // Then
        completed(next);
        assertThat(toldOf(cancelled))
                .allMatch(each -> each instanceof Started || each instanceof Progress);
    }

    @Test
    void doesNotBeginWhatWasCancelledBefore() {
        // Given
        Job cancelled = TestJobs.job(pool, MODEL, 3, 1);
        Job next = TestJobs.job(pool, MODEL, 3, 2);
        bus.cancel(cancelled.subject().id());
        bus.send(cancelled);
        bus.send(next);
        // When
        worker(Map.of("worker.slots", "1"));
        // Then
        completed(next);
        assertThat(toldOf(cancelled)).isEmpty();
    }

    @Test
    void stopsARunWhoseDeadlineHasPassed() {
        // Given
        worker(Map.of("worker.slots", "1"));
        Instant soon = Instant.now().plus(Duration.ofSeconds(3));
        Job late = TestJobs.job(pool, MODEL, TestJobs.LONG_STEPS, TestJobs.LONG_SIZE, 1, soon);
        Job next = TestJobs.job(pool, MODEL, 3, 2);
        // When
        bus.send(late);
        bus.send(next);
        // Then
        completed(next);
        assertThat(toldOf(late))
                .allMatch(each -> each instanceof Started || each instanceof Progress);
    }

    @Test
    void putsAMalformedJobToDeadLettersAndGoesOn() {
        // Given
        worker(Map.of("worker.slots", "1"));
        Job next = TestJobs.job(pool, MODEL, 3, 2);
        GenerationId key = TestJobs.job(pool, MODEL, 3, 1).subject().id();
        byte[] nonsense = "nonsense".getBytes(StandardCharsets.UTF_8);
        // When
        bus.send(Topics.work(pool), key, nonsense);
        bus.send(next);
        // Then
        completed(next);
        try (TopicReader letters = bus.read(Topics.DEAD_LETTERS)) {
            var letter =
                    letters
                            .until(
                                    read ->
                                            read.stream()
                                                    .anyMatch(e -> e.key().equals(key.toString())))
                            .stream()
                            .filter(each -> each.key().equals(key.toString()))
                            .findFirst()
                            .orElseThrow();
            assertThat(letter.value()).isEqualTo(nonsense);
            DeadLetter read = DeadLetter.read(letter.headers());
            assertThat(read.code()).isEqualTo("malformed_job");
            assertThat(read.topic()).isEqualTo(Topics.work(pool));
        }
    }

    @Test
    void failsAJobOfANewerSchemaThatNobodyCanRead() {
        // Given
        worker(Map.of());
        Job job = TestJobs.job(pool, MODEL, 3, 1);
        byte[] newer = Codecs.jobs().encode(job);
        newer[5] ^= 1;
        // When
        bus.send(Topics.work(pool), job.subject(), newer);
        // Then
        Failed failed = failed(job);
        assertThat(failed.error().code()).isEqualTo("malformed_job");
        assertThat(failed.subject()).isEqualTo(job.subject());
        try (TopicReader letters = bus.read(Topics.DEAD_LETTERS)) {
            String key = job.subject().id().toString();
            var letter =
                    letters.until(read -> read.stream().anyMatch(e -> e.key().equals(key))).stream()
                            .filter(each -> each.key().equals(key))
                            .findFirst()
                            .orElseThrow();
            assertThat(DeadLetter.read(letter.headers()).reason()).contains("fingerprint");
        }
    }

    @Test
    void beginsAnewWhereACheckpointIsNotItsOwn() {
        // Given
        Job job = TestJobs.job(pool, MODEL, 6, 11);
        String folderOfJob = "checkpoints/" + job.subject().id();
        store.putBlob(folderOfJob + "/4", foreign());
        store.putBlob(folderOfJob + "/5", "damaged".getBytes(StandardCharsets.UTF_8));
        // When
        worker(Map.of());
        bus.send(job);
        Completed completed = completed(job);
        // Then
        assertThat(starts(toldOf(job))).extracting(Started::step).containsExactly(0);
        assertThat(picture(completed)).isEqualTo(alone(job));
    }

    @Test
    void failsARunWhoseModelMakesNoNumbersAndOnlyThat() throws Exception {
        // Given
        Path both = folder.resolve("one-spoilt");
        TestModels.spoil(TestModels.add(both, "spoilt"));
        TestModels.add(both, MODEL);
        worker(Map.of("worker.models", both.toString()));
        Job spoilt = TestJobs.job(pool, "spoilt", 5, 1);
        Job sound = TestJobs.job(pool, MODEL, 5, 2);
        // When
        bus.send(spoilt);
        bus.send(sound);
        // Then
        Failed failed = failed(spoilt);
        assertThat(failed.error().code()).isEqualTo("non_finite_output");
        assertThat(failed.error().retryable()).isFalse();
        assertThat(picture(completed(sound))).isEqualTo(alone(sound));
    }

    @Test
    void failsWhatAsksForTheImpossible() {
        // Given
        worker(Map.of());
        Job unknown = TestJobs.job(pool, "unheard-of", 5, 1);
        Job endless = TestJobs.job(pool, MODEL, 100_000, 1);
        // When
        bus.send(unknown);
        bus.send(endless);
        // Then
        assertThat(failed(unknown).error().code()).isEqualTo("unknown_model");
        assertThat(failed(unknown).error().message()).contains("unheard-of");
        try (TopicReader letters = bus.read(Topics.DEAD_LETTERS)) {
            letters.until(read -> read.stream().anyMatch(each -> isAbout(unknown, each.key())));
        }
        assertThat(failed(endless).error().code()).isEqualTo("invalid_request");
        assertThat(failed(endless).error().message()).contains("steps").contains("100000");
    }

    @Test
    void waitsForAStoreThatIsDownWithoutRunningTheModelAgain() {
        // Given
        store = new FlakyStore(store, new AtomicInteger(3));
        worker(Map.of("worker.checkpoint.interval", "1ms"));
        Job job = TestJobs.job(pool, MODEL, 6, 3);
        // When
        bus.send(job);
        Completed completed = completed(job);
        // Then
        assertThat(starts(toldOf(job))).hasSize(1);
        assertThat(toldOf(job)).filteredOn(Progress.class::isInstance).hasSize(6);
        assertThat(picture(completed)).isEqualTo(alone(job));
    }

    @Test
    void failsWhenTheStoreStaysDown() {
        // Given
        store = new FlakyStore(store, new AtomicInteger(Integer.MAX_VALUE));
        worker(Map.of("worker.store.patience", "300ms"));
        Job job = TestJobs.job(pool, MODEL, 3, 3);
        // When
        bus.send(job);
        // Then
        assertThat(failed(job).error().code()).isEqualTo("artifact_store_unavailable");
        assertThat(failed(job).error().retryable()).isTrue();
    }

    @Test
    void spreadsItsRunsOverItsDevices() {
        // Given
        worker(Map.of("worker.devices", "cpu:0,cpu:1"));
        List<Job> jobs =
                IntStream.range(0, 4).mapToObj(i -> TestJobs.job(pool, MODEL, 12, i)).toList();
        // When
        jobs.forEach(bus::send);
        // Then
        for (Job job : jobs) {
            assertThat(picture(completed(job))).isEqualTo(alone(job));
        }
        for (String device : List.of("cpu:0", "cpu:1")) {
            var calls = meters.get("sfumato.worker.call").tag("device", device);
            assertThat(calls.tag("component", "unet").timer().count()).isPositive();
        }
    }

    @Test
    void evictsTheModelThatWasUsedLongestAgo() {
        // Given
        Path three = folder.resolve("three");
        List<String> ids = List.of("one", "two", "three");
        ids.forEach(id -> TestModels.add(three, id));
        worker(Map.of("worker.models", three.toString(), "worker.memory.mib", "5"));
        // When, Then
        for (String id : List.of("one", "two", "three", "one", "three")) {
            Job job = TestJobs.job(pool, id, 3, 5);
            bus.send(job);
            assertThat(picture(completed(job))).isNotEmpty();
        }
    }

    @Test
    void refusesToStartWithABrokenModel() throws Exception {
        // Given
        Path broken = folder.resolve("broken");
        Path graph = TestModels.add(broken, "torn").resolve("unet/model.onnx");
        Files.write(graph, Arrays.copyOf(Files.readAllBytes(graph), 1_000));
        // When, Then
        assertThatThrownBy(() -> worker(Map.of("worker.models", broken.toString())))
                .isInstanceOf(UnusableModelsException.class)
                .hasMessageContaining(graph.toString());
    }

    @Test
    void refusesToStartWithoutAModel() {
        // Given
        Path nowhere = folder.resolve("nowhere");
        // When, Then
        assertThatThrownBy(() -> worker(Map.of("worker.models", nowhere.toString())))
                .isInstanceOf(UnusableModelsException.class)
                .hasMessageContaining(nowhere.toString());
    }

    /** A sound checkpoint of another request, as of this model on this device. */
    private byte[] foreign() {
        Job other = TestJobs.job(pool, MODEL, 6, 99);
        return TestModels.checkpoint(model, TestJobs.request(other));
    }

    private boolean observed(
            List<ConsumerRecord<String, byte[]>> read, Predicate<GenerationEvent> what) {
        return read.stream()
                .filter(each -> each.key().equals(pool))
                .map(each -> Codecs.dispatch().decode(each.value()))
                .anyMatch(
                        each ->
                                each instanceof DispatchMessage.Observed observed
                                        && what.test(observed.event()));
    }

    private List<Heartbeat> heartbeats(List<ConsumerRecord<String, byte[]>> read) {
        return read.stream()
                .map(each -> Codecs.heartbeats().decode(each.value()))
                .filter(each -> each.pool().equals(pool))
                .toList();
    }
}
