package dev.sfumato.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.FileArtifactStore;
import dev.sfumato.platform.config.ConfigReader;
import dev.sfumato.platform.http.Readiness;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Failed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.topics.Topics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Workers against a real broker, with real graphs. */
abstract class WorkerCase {
    static final String MODEL = "sketch";

    @TempDir static Path folder;

    static Bus bus;
    static Path models;
    static Path model;

    final List<Worker> workers = new ArrayList<>();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Worker.Observers observers = new Worker.Observers(meters, new Readiness());
    ArtifactStore store;
    Path storeFolder;
    String pool;
    TopicReader events;

    @BeforeAll
    static void startBroker() throws IOException {
        bus = Bus.start(folder.resolve("kafka"));
        models = folder.resolve("models");
        model = TestModels.add(models, MODEL);
    }

    @AfterAll
    static void stopBroker() {
        bus.close();
    }

    @BeforeEach
    void open(TestInfo test) {
        pool = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        bus.pool(pool);
        storeFolder = folder.resolve("store-" + pool);
        store = FileArtifactStore.open(storeFolder, Clock.systemUTC());
        events = bus.read(Topics.EVENTS);
    }

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        events.close();
    }

    Worker worker(Map<String, String> settings) {
        var source = new HashMap<String, String>();
        source.put("worker.pool", pool);
        source.put("worker.models", models.toString());
        source.put("worker.curves.folder", folder.resolve("curves-" + pool).toString());
        source.putAll(settings);
        var read = new ConfigReader(source);
        WorkerConfig config = WorkerConfig.from(read);
        read.throwIfInvalid();
        Worker worker = Worker.start(config, bus.settings(), store, observers, Clock.systemUTC());
        workers.add(worker);
        return worker;
    }

    Completed completed(Job job) {
        GenerationEvent last = ended(job);
        assertThat(last).isInstanceOf(Completed.class);
        return (Completed) last;
    }

    GenerationEvent ended(Job job) {
        Predicate<GenerationEvent> end =
                each -> each instanceof Completed || each instanceof Failed;
        return events.events(job.subject().id(), end).getLast();
    }

    double ended(String outcome) {
        return meters.get("sfumato.worker.runs.ended").tag("outcome", outcome).counter().count();
    }

    Failed failed(Job job) {
        return (Failed) events.events(job.subject().id(), Failed.class::isInstance).getLast();
    }

    /** What has been read of a job so far. */
    List<GenerationEvent> toldOf(Job job) {
        return events.until(read -> true).stream()
                .filter(each -> isAbout(job, each.key()))
                .map(each -> Codecs.events().decode(each.value()))
                .toList();
    }

    byte[] picture(Completed completed) {
        return store.read(TestJobs.TENANT, completed.artifacts().getFirst().id()).orElseThrow();
    }

    static byte[] alone(Job job) {
        return TestModels.alone(model, TestJobs.request(job)).getFirst();
    }

    static Predicate<GenerationEvent> reached(int step) {
        return each -> each instanceof Progress progress && progress.step() >= step;
    }

    static List<Started> starts(List<GenerationEvent> told) {
        return told.stream().filter(Started.class::isInstance).map(Started.class::cast).toList();
    }

    static boolean isAbout(Job job, String key) {
        return job.subject().id().toString().equals(key);
    }
}
