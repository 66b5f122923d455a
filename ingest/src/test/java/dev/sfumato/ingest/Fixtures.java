package dev.sfumato.ingest;

import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.events.Timings;
import dev.sfumato.schemas.requests.Output;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Quality;
import dev.sfumato.schemas.requests.ResolvedRequest;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/** Values that many tests need. */
public final class Fixtures {

    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    public static final String POOL = "default";

    private Fixtures() {}

    /** The n-th generation of a test. */
    public static GenerationId id(int n) {
        return new GenerationId(new UUID(0x0197_0000_0000_7000L, 0x8000_0000_0000_0000L | n));
    }

    /** What the test driver of Kafka Streams needs to know. */
    public static Properties streams(Path folder) {
        var settings = new Properties();
        settings.put("application.id", "test");
        settings.put("bootstrap.servers", "nowhere:1");
        settings.put("state.dir", folder.toString());
        return settings;
    }

    /** Keys are texts, values bytes, as on all topics. */
    public static TestInputTopic<String, byte[]> input(TopologyTestDriver driver, String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    /** As {@link #input}. */
    public static TestOutputTopic<String, byte[]> output(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(
                topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    public static UUID run(int n) {
        return new UUID(0x4000L, 0x8000_0000_0000_0000L | n);
    }

    public static Job job(int n, String tenant, Priority priority, double cost) {
        return job(n, tenant, priority, cost, NOW.plus(Duration.ofHours(24)));
    }

    public static Job job(int n, String tenant, Priority priority, double cost, Instant deadline) {
        Subject subject = new Subject(id(n), tenant, POOL);
        return new Job(subject, request(priority, cost, deadline), NOW, 1);
    }

    public static ResolvedRequest request(Priority priority, double cost, Instant deadline) {
        return request(priority, cost, deadline, null);
    }

    public static ResolvedRequest request(
            Priority priority, double cost, Instant deadline, @Nullable String webhook) {
        return new ResolvedRequest(
                "text-to-image",
                "landscape",
                "a red house",
                "",
                20,
                5,
                "dpmpp-2m",
                42,
                "torch-cpu",
                1,
                priority,
                deadline,
                true,
                Quality.EXACT,
                List.of(),
                new Output("png", 90),
                webhook,
                Map.of(),
                Map.of(),
                Map.of("width", 128, "height", 128),
                cost);
    }

    public static Heartbeat heartbeat(String worker, int slots, List<GenerationId> running) {
        return new Heartbeat(worker, POOL, NOW, slots, running, List.of("cpu:0"), List.of(), false);
    }

    public static GenerationEvent.Started started(Job job, UUID run) {
        return new GenerationEvent.Started(job.subject(), NOW, run, "w1", 1, 0);
    }

    public static GenerationEvent.Completed completed(Job job, UUID run) {
        return new GenerationEvent.Completed(
                job.subject(), NOW, run, 1, List.of(), new Timings(0, 10, 80, 10, 100));
    }
}
