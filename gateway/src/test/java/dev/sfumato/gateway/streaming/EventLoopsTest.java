package dev.sfumato.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.gateway.replay.Pace;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

class EventLoopsTest {
    private static final int MANY = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final EventLoops loops = new EventLoops();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final AtomicBoolean released = new AtomicBoolean();

    @BeforeEach
    void keepTheLoopBusy() throws Exception {
        var added = new CountDownLatch(1);
        loop.runOnContext(
                ignored -> {
                    loops.add(loop);
                    added.countDown();
                    awaitRelease();
                });
        assertThat(added.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void close() {
        busy.countDown();
        vertx.close();
    }

    @Test
    void aReaderGoesOnWhileLittleIsUnderWay() throws Exception {
        // When
        Thread reader = read(1, 1, 1, MANY);
        // Then
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(released).isFalse();
    }

    @Test
    void aReaderThatRanAheadWaitsForTheLoop() throws Exception {
        // Given
        Thread reader = read(MANY, MANY);
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            assertThat(reader.isAlive()).as("it waits").isTrue();
            Thread.onSpinWait();
        }
        // When
        busy.countDown();
        // Then
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(released).isTrue();
    }

    @Test
    void aLoopThatHangsStopsNobodyForEver() throws Exception {
        // When
        Thread reader = read(MANY, MANY);
        // Then
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(released).isFalse();
    }

    private Thread read(int... batches) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            Pace pace = loops.pace();
                            for (int records : batches) {
                                pace.delivered(records);
                            }
                        });
    }

    private void awaitRelease() {
        try {
            released.set(busy.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
