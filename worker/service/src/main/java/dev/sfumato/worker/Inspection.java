package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.Artifact;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.platform.policy.ContentChecks;
import dev.sfumato.platform.policy.Picture;
import dev.sfumato.platform.policy.Verdict;
import dev.sfumato.schemas.events.Subject;
import dev.sfumato.worker.batching.Fault;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Shows the installation's checks what a run made, before anybody else sees it. One thread. */
record Inspection(ContentChecks checks, Subject subject) {

    /** Whether a preview may be published; one that may not is left out. */
    boolean mayShow(Preview preview) {
        return judge(preview.mediaType(), preview.bytes(), true) instanceof Verdict.Allowed;
    }

    /** Why pictures must not be stored; null when they may. */
    @Nullable Fault fault(List<Artifact> made) {
        for (Artifact each : made) {
            switch (judge(each.mediaType(), each.bytes(), false)) {
                case Verdict.Allowed ignored -> {}
                case Verdict.Refused refused -> {
                    return new Fault(
                            "content_refused",
                            "the picture " + refused.rule(),
                            refused.retryable());
                }
            }
        }
        return null;
    }

    private Verdict judge(String mediaType, byte[] bytes, boolean preview) {
        return checks.picture(
                new Picture(subject.tenant(), subject.id(), mediaType, bytes, preview));
    }
}
