package dev.sfumato.worker.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;
import dev.sfumato.schemas.events.Subject;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

final class PreviewPublisherTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final int MANY = 200;

    /** Kafka's answers, which the test gives when it likes. */
    private final LinkedBlockingQueue<CompletableFuture<Void>> unanswered =
            new LinkedBlockingQueue<>();

    private final List<Preview> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private final PreviewPublisher publisher =
            new PreviewPublisher(this::send, dropped::incrementAndGet, () -> {});

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void dropsTheOldestWhereKafkaDoesNotKeepUp() throws Exception {
        // Given
        List<Preview> previews = IntStream.range(0, MANY).mapToObj(i -> preview(1)).toList();
        // When
        previews.forEach(publisher::publish);
        // Then
        assertThat(dropped.get()).isBetween(MANY - 64 - 8, MANY - 64);
        while (sent.size() + dropped.get() < MANY) {
            answer().complete(null);
        }
        assertThat(sent.getLast().subject()).isEqualTo(previews.getLast().subject());
    }

    @Test
    void sendsOfEachPictureTheNewestOnly() throws Exception {
        // Given
        for (int i = 0; i < 8; i++) {
            publisher.publish(preview(1));
        }
        List<CompletableFuture<Void>> first =
                IntStream.range(0, 8).mapToObj(i -> answer()).toList();
        var subject = preview(0).subject();
        // When
        for (int step = 1; step <= 30; step++) {
            publisher.publish(preview(subject, step, 0));
            publisher.publish(preview(subject, step, 1));
        }
        first.forEach(each -> each.complete(null));
        answer().complete(null);
        answer().complete(null);
        // Then
        assertThat(sent.subList(8, 10))
                .extracting(Preview::step, Preview::image)
                .containsExactly(tuple(30, 0), tuple(30, 1));
        assertThat(dropped).hasValue(58);
    }

    @Test
    void countsWhatKafkaRefuses() {
        // Given
        publisher.publish(preview(1));
        // When
        answer().completeExceptionally(new IllegalStateException("no broker"));
        // Then
        assertThat(dropped).hasValue(1);
    }

    private CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        var answer = new CompletableFuture<Void>();
        sent.add(Codecs.previews().decode(record.value()));
        unanswered.add(answer);
        return answer;
    }

    private CompletableFuture<Void> answer() {
        try {
            CompletableFuture<Void> next = unanswered.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was sent");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Preview preview(int step) {
        var id = GenerationId.fresh(NOW, new Random());
        return preview(new Subject(id, "acme", "default"), step, 0);
    }

    private static Preview preview(Subject subject, int step, int image) {
        return new Preview(
                subject, NOW, new UUID(1, 1), step, image, "image/webp", new byte[] {(byte) step});
    }
}
