package dev.sfumato.ingest;

import dev.sfumato.ingest.http.PoolSwitch;
import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.DispatchMessage.Switched;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.topics.Topics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What people order besides generations: pools paused and resumed, generations erased. */
final class Orders implements PoolSwitch, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final KafkaProducer<String, byte[]> producer;
    private final Clock clock;

    Orders(Vertx vertx, KafkaSettings kafka, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
        producer =
                new KafkaProducer<>(
                        kafka.producer("sfumato-orders"),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @Override
    public Future<Void> turn(String pool, boolean paused) {
        byte[] order = Codecs.dispatch().encode(new Switched(pool, paused, clock.instant()));
        var record = new ProducerRecord<>(Topics.DISPATCH, pool, order);
        return Future.fromCompletionStage(send(record), vertx.getOrCreateContext());
    }

    /** The one place where a tombstone is made: a generation's key without a value. */
    CompletableFuture<Void> tombstone(GenerationId id) {
        return send(new ProducerRecord<>(Topics.EVENTS, id.toString(), null));
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }

    /** Sends on a virtual thread: a send may wait for metadata. */
    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        var done = new CompletableFuture<Void>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        var _ = producer.send(record, (metadata, failure) -> end(done, failure));
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        return done;
    }

    private static void end(CompletableFuture<Void> done, @Nullable Exception failure) {
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }
}
