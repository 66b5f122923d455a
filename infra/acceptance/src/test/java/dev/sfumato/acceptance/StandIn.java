package dev.sfumato.acceptance;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.GenerationEvent.Completed;
import dev.sfumato.schemas.events.GenerationEvent.Progress;
import dev.sfumato.schemas.events.GenerationEvent.Queued;
import dev.sfumato.schemas.events.GenerationEvent.Started;
import dev.sfumato.schemas.events.GenerationEvent.Yielded;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.schemas.events.Timings;
import dev.sfumato.schemas.requests.Output;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Quality;
import dev.sfumato.schemas.requests.ResolvedRequest;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writes what the other services write about generations, without making anything: each has two
 * runs, the first of which yields, and some events come twice. One thread.
 */
final class StandIn implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Producer<String, byte[]> producer;
    private final List<Life> lives = new ArrayList<>();
    private final int steps;

    /** A generation, and the ids of the events that everybody must see, in order. */
    record Life(GenerationId id, UUID first, UUID second, List<String> lasting) {}

    StandIn(String kafka, int generations, int steps) {
        this.steps = steps;
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka, "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer());
        for (int i = 0; i < generations; i++) {
            var id = new GenerationId(UUID.randomUUID());
            lives.add(new Life(id, UUID.randomUUID(), UUID.randomUUID(), new ArrayList<>()));
        }
    }

    List<Life> lives() {
        return lives;
    }

    /** The first event of each. */
    void accept() throws Exception {
        everywhere(life -> new Accepted(subject(life), Instant.now(), request(), null), true);
    }

    /** One round: the next event of each; there are {@code steps} of them. */
    void advance(int round) throws Exception {
        if (round == 0) {
            everywhere(life -> new Queued(subject(life), Instant.now(), 1, Instant.now()), true);
            everywhere(life -> started(life.first(), life, 1), true);
        } else if (round == steps / 2) {
            everywhere(
                    life -> new Yielded(subject(life), Instant.now(), life.first(), "drained"),
                    false);
            everywhere(life -> started(life.second(), life, 2), true);
            // The first run didn't notice yet: nobody may see this.
            everywhere(life -> progress(life.first(), life, 1, steps - 1), false);
        }
        boolean again = round >= steps / 2;
        everywhere(
                life -> progress(again ? life.second() : life.first(), life, again ? 2 : 1, round),
                false);
    }

    /** The last event of each, and then once more. */
    void complete() throws Exception {
        everywhere(this::completed, true);
        everywhere(this::completed, false);
    }

    @Override
    public void close() {
        producer.close();
    }

    @FunctionalInterface
    private interface Next {
        GenerationEvent of(Life life);
    }

    private void everywhere(Next next, boolean lasting) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Life life : lives) {
            byte[] value = Codecs.events().encode(next.of(life));
            sent.add(
                    producer.send(
                            new ProducerRecord<>("sfumato.events", life.id().toString(), value)));
        }
        for (int i = 0; i < sent.size(); i++) {
            RecordMetadata at = sent.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (lasting) {
                lives.get(i).lasting().add(at.partition() + "-" + at.offset());
            }
        }
    }

    private Completed completed(Life life) {
        return new Completed(
                subject(life),
                Instant.now(),
                life.second(),
                2,
                List.of(),
                new Timings(1, 2, 3, 4, 10));
    }

    private static Started started(UUID run, Life life, int attempt) {
        return new Started(subject(life), Instant.now(), run, "worker-1", attempt, 0);
    }

    private Progress progress(UUID run, Life life, int attempt, int step) {
        return new Progress(
                subject(life), Instant.now(), run, attempt, step + 1, steps, Instant.now());
    }

    private static Subject subject(Life life) {
        return new Subject(life.id(), "default", "cpu");
    }

    private static ResolvedRequest request() {
        return new ResolvedRequest(
                "text-to-image",
                "landscape",
                "a red house",
                "",
                20,
                5.0,
                "dpmpp-2m",
                1L,
                "torch-cpu",
                1,
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(86_400),
                true,
                Quality.EXACT,
                List.of(),
                new Output("png", 90),
                null,
                Map.of(),
                Map.of(),
                Map.of("width", 128, "height", 128),
                1.0);
    }
}
