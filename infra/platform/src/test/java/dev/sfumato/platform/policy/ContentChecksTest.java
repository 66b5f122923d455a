package dev.sfumato.platform.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.schemas.events.GenerationId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class ContentChecksTest {
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final Picture PICTURE =
            new Picture(
                    "acme",
                    new GenerationId(new UUID(0x7000, 0x8000)),
                    "image/png",
                    new byte[] {1},
                    false);

    @Test
    void allowsWhatNobodyIsAgainst() {
        assertThat(ContentChecks.NONE.picture(PICTURE)).isEqualTo(Verdict.ALLOWED);
        assertThat(checks(new ContentCheck() {}).picture(PICTURE)).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void goesByTheFirstThatRefuses() {
        // Given
        var refused = new Verdict.Refused("must not show people", false);
        // Then
        assertThat(checks(new ContentCheck() {}, saying(refused)).picture(PICTURE))
                .isEqualTo(refused);
    }

    @Test
    void refusesForNowWhenACheckBreaks() {
        // Given
        ContentCheck broken =
                new ContentCheck() {
                    @Override
                    public Verdict picture(Picture picture) {
                        throw new LinkageError("no such library");
                    }
                };
        // Then
        assertThat(checks(broken).picture(PICTURE))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> {
                            assertThat(refused.retryable()).isTrue();
                            assertThat(refused.rule()).doesNotContain("library");
                        });
    }

    @Test
    void refusesForNowWhenACheckHangs() throws Exception {
        // Given
        var interrupted = new CountDownLatch(1);
        ContentCheck hanging =
                new ContentCheck() {
                    @Override
                    public Verdict picture(Picture picture) {
                        try {
                            new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return Verdict.ALLOWED;
                    }
                };
        // Then
        assertThat(checks(hanging).picture(PICTURE)).isInstanceOf(Verdict.Refused.class);
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static ContentCheck saying(Verdict verdict) {
        return new ContentCheck() {
            @Override
            public Verdict picture(Picture picture) {
                return verdict;
            }
        };
    }

    private static ContentChecks checks(ContentCheck... checks) {
        return new ContentChecks(List.of(checks), DEADLINE);
    }
}
