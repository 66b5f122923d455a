package dev.sfumato.worker.publishing;

import dev.sfumato.platform.kafka.KafkaSettings;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.topics.Topics;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Writes {@code sfumato.events}, {@code sfumato.workers}, and what dispatch must know of both. One
 * thread's events of a generation keep their order.
 */
public final class EventPublisher implements AutoCloseable {
    private final Sender sender;

    /** Connects. */
    public EventPublisher(KafkaSettings kafka, String clientId) {
        sender = new Sender(kafka.producer(clientId));
    }

    /**
     * Publishes an event, to dispatch too if it's about the beginning or end of a run.
     *
     * @return completes when Kafka has acknowledged all of it, within some 40 s fails otherwise
     */
    public CompletableFuture<Void> publish(GenerationEvent event) {
        return publish(event, null);
    }

    /**
     * As {@link #publish(GenerationEvent)}, within a trace.
     *
     * @param traceparent W3C trace context of the job; null for none
     */
    public CompletableFuture<Void> publish(GenerationEvent event, @Nullable String traceparent) {
        String id = event.subject().id().toString();
        var record = new ProducerRecord<>(Topics.EVENTS, id, Codecs.events().encode(event));
        if (traceparent != null) {
            record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        CompletableFuture<Void> told = sender.send(record);
        if (!concernsDispatch(event)) {
            return told;
        }
        return CompletableFuture.allOf(told, dispatch(new DispatchMessage.Observed(event)));
    }

    /**
     * Publishes a sign of life.
     *
     * @return completes when Kafka has acknowledged all of it, within some 40 s fails otherwise
     */
    public CompletableFuture<Void> publish(Heartbeat heartbeat) {
        CompletableFuture<Void> told =
                sender.send(
                        new ProducerRecord<>(
                                Topics.WORKERS,
                                heartbeat.worker(),
                                Codecs.heartbeats().encode(heartbeat)));
        return CompletableFuture.allOf(told, dispatch(new DispatchMessage.Alive(heartbeat)));
    }

    @Override
    public void close() {
        sender.close();
    }

    private CompletableFuture<Void> dispatch(DispatchMessage message) {
        return sender.send(
                new ProducerRecord<>(
                        Topics.DISPATCH, message.pool(), Codecs.dispatch().encode(message)));
    }

    private static boolean concernsDispatch(GenerationEvent event) {
        return switch (event) {
            case GenerationEvent.Accepted ignored -> false;
            case GenerationEvent.Queued ignored -> false;
            case GenerationEvent.Progress ignored -> false;
            case GenerationEvent.Started ignored -> true;
            case GenerationEvent.Yielded ignored -> true;
            case GenerationEvent.Completed ignored -> true;
            case GenerationEvent.Failed ignored -> true;
            case GenerationEvent.Cancelled ignored -> true;
            case GenerationEvent.Expired ignored -> true;
            case GenerationEvent.Rejected ignored -> true;
        };
    }
}
