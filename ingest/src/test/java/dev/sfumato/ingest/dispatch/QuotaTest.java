package dev.sfumato.ingest.dispatch;

import static dev.sfumato.ingest.Fixtures.NOW;
import static dev.sfumato.ingest.Fixtures.job;
import static dev.sfumato.ingest.Fixtures.run;
import static dev.sfumato.ingest.Fixtures.started;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationEvent.Rejected;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.TenantLoad;
import dev.sfumato.schemas.requests.Priority;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/** A tenant with 10 GMAC a second, and 100 at once. */
class QuotaTest {
    private static final TenantPolicy LIMITED =
            new TenantPolicy(1, 1_000, 1_000, new Quota(10, 100));

    private final Pool pool = new Pool(Rules.of(Map.of("a", LIMITED), TenantPolicy.OPEN));

    @Test
    void refusesWorkThatTheQuotaDoesNotCover() {
        // When
        pool.admit(standard(1, 60));
        pool.admit(standard(2, 60));
        pool.admit(standard(3, 40));
        // Then
        assertThat(pool.published().get(1))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.error().code()).isEqualTo("quota_exceeded");
                            assertThat(rejected.error().retryable()).isTrue();
                        });
        assertThat(pool.published().get(2)).isInstanceOf(GenerationEvent.Queued.class);
        assertThat(pool.queue().snapshot(NOW).tenants())
                .containsExactly(new TenantLoad("a", 2, 0.0, 1_000, LIMITED.quota()));
    }

    @Test
    void leavesOtherTenantsAlone() {
        // Given
        pool.admit(standard(1, 100));
        // When
        pool.admit(job(2, "b", Priority.STANDARD, 1e9));
        // Then
        assertThat(pool.published()).noneMatch(event -> event instanceof Rejected);
    }

    @Test
    void fillsByTimeAndNeverBeyondItsSize() {
        // Given
        pool.admit(standard(1, 100));
        // When
        pool.tick(Duration.ofSeconds(4));
        // Then
        assertThat(left()).isEqualTo(40);
        // When
        pool.tick(Duration.ofHours(4));
        // Then
        pool.admit(standard(2, 100));
        pool.admit(standard(3, 1));
        assertThat(pool.published().getLast()).isInstanceOf(Rejected.class);
    }

    @Test
    void letsAFullBucketGoIntoDebtForWorkThatNeverFits() {
        // When
        pool.admit(standard(1, 500));
        // Then
        assertThat(left()).isEqualTo(-400);
        pool.tick(Duration.ofSeconds(39));
        pool.admit(standard(2, 1));
        assertThat(pool.published().getLast()).isInstanceOf(Rejected.class);
    }

    @Test
    void givesBackWhatNobodyBeganToRun() {
        // Given
        pool.worker("w1", 1);
        pool.admit(standard(1, 50));
        pool.admit(standard(2, 50));
        pool.observe(started(standard(1, 50), run(1)));
        // When
        pool.cancel(standard(1, 50).subject());
        pool.cancel(standard(2, 50).subject());
        // Then
        assertThat(left()).isEqualTo(50);
    }

    @Test
    void knowsWhatIsLeftAfterARestart() {
        // Given
        pool.admit(standard(1, 100));
        pool.tick(Duration.ofSeconds(3));
        // When
        pool.restart();
        // Then
        assertThat(left()).isEqualTo(30);
    }

    @Test
    void aJumpingClockNeitherFillsNorLocksIt() {
        // Given
        pool.tick(Duration.ofDays(365));
        pool.admit(standard(1, 100));
        // When: the clock was a year ahead, and is put right
        pool.tick(Duration.ofDays(-365));
        pool.admit(standard(2, 10));
        // Then
        assertThat(pool.published().getLast()).isInstanceOf(Rejected.class);
        // When
        pool.tick(Duration.ofSeconds(5));
        // Then
        assertThat(left()).isEqualTo(50);
    }

    @Test
    void tellsHowLongToWait() {
        var quota = new Quota(10, 100);
        assertThat(quota.delay(40, 60)).isEqualTo(Duration.ofSeconds(2));
        assertThat(quota.delay(40, 500)).isEqualTo(Duration.ofSeconds(6));
        assertThat(quota.delay(100, 60)).isZero();
    }

    private double left() {
        TenantLoad load = pool.queue().snapshot(pool.now()).loadOf("a");
        assertThat(load).isNotNull();
        return load.quotaLeft();
    }

    private static Job standard(int n, double cost) {
        return job(n, "a", Priority.STANDARD, cost);
    }
}
