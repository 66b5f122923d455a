package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decisions of one message or tick, in order. One owner thread. */
final class Decisions {

    private final List<Decision> decisions = new ArrayList<>();

    void release(Job job) {
        decisions.add(new Decision.Release(job));
    }

    void publish(GenerationEvent event) {
        decisions.add(new Decision.Publish(event));
    }

    void stop(GenerationId id, Instant at) {
        decisions.add(new Decision.Stop(new CancelJob(id, at)));
    }

    void bury(Job job, String code, String reason) {
        decisions.add(new Decision.Bury(job, code, reason));
    }

    List<Decision> take() {
        List<Decision> taken = List.copyOf(decisions);
        decisions.clear();
        return taken;
    }
}
