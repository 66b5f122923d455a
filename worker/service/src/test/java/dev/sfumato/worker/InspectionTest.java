package dev.sfumato.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.platform.policy.ContentCheck;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.platform.policy.Picture;
import dev.sfumato.platform.policy.Verdict;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.worker.batching.Fault;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class InspectionTest {
    private static final Subject SUBJECT =
            new Subject(new GenerationId(new UUID(0x7000, 0x8000)), "acme", "default");

    /** Refuses everything that begins with a 7. */
    private static final class NoSevens implements ContentCheck {
        final List<Picture> seen = new ArrayList<>();

        @Override
        public Verdict picture(Picture picture) {
            seen.add(picture);
            return picture.bytes()[0] == 7
                    ? new Verdict.Refused("must not show a seven", false)
                    : Verdict.ALLOWED;
        }
    }

    private final NoSevens check = new NoSevens();
    private final Inspection inspection = new Inspection(ContentChecks.of(check), SUBJECT);

    @Test
    void showsPreviewsThatNobodyIsAgainst() {
        assertThat(inspection.mayShow(preview(1))).isTrue();
        assertThat(inspection.mayShow(preview(7))).isFalse();
        assertThat(check.seen)
                .allSatisfy(
                        picture -> {
                            assertThat(picture.preview()).isTrue();
                            assertThat(picture.tenant()).isEqualTo("acme");
                            assertThat(picture.id()).isEqualTo(SUBJECT.id());
                        });
    }

    @Test
    void failsARunForOneOfItsPictures() {
        assertThat(inspection.fault(List.of(picture(1), picture(7), picture(2))))
                .isEqualTo(
                        new Fault("content_refused", "the picture must not show a seven", false));
        assertThat(check.seen).hasSize(2);
        assertThat(inspection.fault(List.of(picture(1), picture(2)))).isNull();
    }

    private static Preview preview(int first) {
        return new Preview(3, 0, "image/webp", new byte[] {(byte) first});
    }

    private static Artifact picture(int first) {
        return new Artifact("image/png", new byte[] {(byte) first}, Map.of(), 42);
    }
}
