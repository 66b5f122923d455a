package dev.sfumato.worker.pulling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class TenureTest {
    private static final Duration LOCK = Duration.ofSeconds(10);

    private long now = 5;
    private final Tenure tenure = new Tenure(() -> now, 5, LOCK);

    @Test
    void lastsAsLongAsTheLock() {
        // When, Then
        now += LOCK.toNanos() - 1;
        assertThat(tenure.isHeld()).isTrue();
        now += 1;
        assertThat(tenure.isHeld()).isFalse();
    }

    @Test
    void goesOnFromWhenARenewalWasAskedFor() {
        // Given
        long asked = now + 3_000_000_000L;
        now = asked + 1_000_000_000L;
        // When
        boolean held = tenure.prolong(asked, LOCK);
        // Then
        assertThat(held).isTrue();
        now = asked + LOCK.toNanos() - 1;
        assertThat(tenure.isHeld()).isTrue();
        now += 1;
        assertThat(tenure.isHeld()).isFalse();
    }

    @Test
    void isNotMendedByARenewalAfterItsEnd() {
        // Given
        now += LOCK.toNanos();
        // When
        boolean held = tenure.prolong(now, LOCK);
        // Then
        assertThat(held).isFalse();
        assertThat(tenure.isHeld()).isFalse();
    }

    @Test
    void isNotMendedByAnAnswerAfterItsEnd() {
        // Given
        long asked = now + LOCK.toNanos() - 1;
        now = asked + 1;
        // When
        boolean held = tenure.prolong(asked, LOCK);
        // Then
        assertThat(held).isFalse();
    }

    @Test
    void endsWhenItCannotBeRenewed() {
        // When
        tenure.lose();
        // Then
        assertThat(tenure.prolong(now, LOCK)).isFalse();
        assertThat(tenure.isHeld()).isFalse();
    }
}
