package dev.sfumato.platform.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

class ResourcesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> closed = new CopyOnWriteArrayList<>();

    @Test
    void closesInReverseOrderOnce() throws InterruptedException {
        // Given
        var resources = new Resources();
        resources.add("a", closing("a"), LONG);
        resources.add("b", closing("b"), LONG);
        // When
        resources.close();
        resources.close();
        resources.awaitClosed();
        // Then
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void closesTheOthersWhenOneFails() {
        // Given
        var resources = new Resources();
        resources.add("a", closing("a"), LONG);
        resources.add(
                "b",
                () -> {
                    throw new IOException("broken");
                },
                LONG);
        // When
        resources.close();
        // Then
        assertThat(closed).containsExactly("a");
    }

    @Test
    void leavesOneThatHangs() {
        // Given
        var resources = new Resources();
        var never = new CountDownLatch(1);
        resources.add("a", closing("a"), LONG);
        resources.add("b", never::await, Duration.ofMillis(1));
        // When
        resources.close();
        // Then
        assertThat(closed).containsExactly("a");
    }

    @Test
    void closesWhatComesTooLate() {
        // Given
        var resources = new Resources();
        resources.close();
        // When
        assertThatThrownBy(() -> resources.add("late", closing("late"), LONG))
                // Then
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).containsExactly("late");
    }

    private AutoCloseable closing(String name) {
        return () -> closed.add(name);
    }
}
