package dev.sfumato.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.gateway.streaming.Frame.Answer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

class OutboxTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Line line = new Line();
    private final Outbox outbox =
            new Outbox(context, line, 1024 * 1024, new Meters(new SimpleMeterRegistry()));

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void whatComesWhileNothingWaitsIsWrittenAtOnce() {
        // When
        outbox.offer(new Answer("first"));
        outbox.offer(new Answer("second"));
        // Then
        assertThat(line.written).containsExactly("first", "second");
    }

    @Test
    void nothingOvertakesWhatWaits() throws Exception {
        // Given
        List<String> texts = IntStream.range(0, 1_000).mapToObj(String::valueOf).toList();
        var seen = new ArrayList<String>();
        // When
        for (int i = 0; i < texts.size(); i++) {
            line.full = i % 7 == 3;
            outbox.offer(new Answer(texts.get(i)));
        }
        line.full = false;
        context.runOnContext(ignored -> outbox.drain());
        while (seen.size() < texts.size()) {
            String next = line.written.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("after %d", seen.size()).isNotNull();
            seen.add(next);
        }
        // Then
        assertThat(seen).isEqualTo(texts);
    }

    @Test
    void whatIsFullGetsNothingUntilItIsNot() {
        // Given
        line.full = true;
        // When
        outbox.offer(new Answer("waits"));
        // Then
        assertThat(line.written).isEmpty();
    }

    /** A connection that is full when it is told so. */
    private static final class Line implements Outbox.Wire {
        final BlockingQueue<String> written = new LinkedBlockingQueue<>();
        volatile boolean full;

        @Override
        public boolean takes(Frame frame) {
            return !full;
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void write(Frame frame) {
            if (frame instanceof Answer answer) {
                written.add(answer.json());
            }
        }

        @Override
        public void tooSlow() {
            written.add("too slow");
        }
    }
}
