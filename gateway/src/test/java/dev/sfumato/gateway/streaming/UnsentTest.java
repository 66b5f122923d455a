package dev.sfumato.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

class UnsentTest {
    private static final int KIB = 1024;

    private final AtomicInteger drained = new AtomicInteger();
    private final Unsent unsent = new Unsent(64 * KIB, drained::incrementAndGet);
    private final Deque<Promise<Void>> writes = new ArrayDeque<>();

    @Test
    void isFullWhileTooMuchHasNotLeft() {
        // When
        write(63, KIB);
        boolean before = unsent.isFull();
        write(1, KIB);
        boolean at = unsent.isFull();
        leave(8);
        // Then
        assertThat(before).isFalse();
        assertThat(at).isTrue();
        assertThat(unsent.isFull()).isFalse();
        assertThat(drained).hasValue(1);
    }

    @Test
    void saysOnceThatThereIsRoomAgain() {
        // Given
        write(80, KIB);
        // When
        leave(80);
        // Then
        assertThat(unsent.isFull()).isFalse();
        assertThat(drained).hasValue(1);
    }

    @Test
    void manySmallOnesThatLeaveAtOnceNeverFillIt() {
        // When
        for (int i = 0; i < 100_000; i++) {
            unsent.add(100, Future.succeededFuture());
        }
        // Then
        assertThat(unsent.isFull()).isFalse();
        assertThat(drained).hasValue(0);
    }

    @Test
    void whatAClosedConnectionGetsDoesNotStay() {
        // When
        for (int i = 0; i < 1_000; i++) {
            unsent.add(KIB, Future.failedFuture("closed"));
        }
        // Then
        assertThat(unsent.isFull()).isFalse();
    }

    private void write(int times, int size) {
        for (int i = 0; i < times; i++) {
            Promise<Void> write = Promise.promise();
            writes.add(write);
            unsent.add(size, write.future());
        }
    }

    private void leave(int times) {
        for (int i = 0; i < times; i++) {
            writes.remove().complete();
        }
    }
}
