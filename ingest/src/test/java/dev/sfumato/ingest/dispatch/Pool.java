package dev.sfumato.ingest.dispatch;

import static dev.sfumato.ingest.Fixtures.NOW;
import static dev.sfumato.ingest.Fixtures.POOL;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A queue with its ledger and a clock, and a record of what it decided. */
final class Pool {

    private final Rules rules;
    private final InMemoryLedger ledger = new InMemoryLedger();
    private FairQueue queue;
    private Instant now = NOW;
    final List<Decision> decisions = new ArrayList<>();

    /** Released and not ended, in order of release. */
    final Map<GenerationId, Job> running = new LinkedHashMap<>();

    Pool(Rules rules) {
        this.rules = rules;
        queue = new FairQueue(POOL, rules, ledger, Ledger.Saved.NOTHING);
    }

    List<Decision> send(DispatchMessage message) {
        return note(queue.apply(message, now));
    }

    List<Decision> admit(Job job) {
        return send(new DispatchMessage.Admitted(job));
    }

    List<Decision> cancel(Subject subject) {
        return send(new DispatchMessage.Withdrawn(subject, now));
    }

    List<Decision> observe(GenerationEvent event) {
        return send(new DispatchMessage.Observed(event));
    }

    List<Decision> worker(String name, int slots) {
        return send(new DispatchMessage.Alive(Fixtures.heartbeat(name, slots, List.of())));
    }

    List<Decision> worker(Heartbeat heartbeat) {
        return send(new DispatchMessage.Alive(heartbeat));
    }

    /** Lets the longest running job complete; false when none runs. */
    boolean completeOldest() {
        if (running.isEmpty()) {
            return false;
        }
        Job job = running.values().iterator().next();
        running.remove(job.subject().id());
        observe(Fixtures.completed(job, Fixtures.run(1)));
        return true;
    }

    List<Decision> tick(Duration passed) {
        now = now.plus(passed);
        return note(queue.tick(now));
    }

    /** A crash: all that is left is the ledger. Workers beat their hearts again. */
    List<Decision> restart() {
        queue = new FairQueue(POOL, rules, ledger, ledger.saved());
        return note(queue.afterRestart());
    }

    FairQueue queue() {
        return queue;
    }

    Instant now() {
        return now;
    }

    Ledger.Saved saved() {
        return ledger.saved();
    }

    List<GenerationId> released() {
        List<GenerationId> ids = new ArrayList<>();
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Release release) {
                ids.add(release.job().subject().id());
            }
        }
        return ids;
    }

    List<GenerationEvent> published() {
        List<GenerationEvent> events = new ArrayList<>();
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Publish publish) {
                events.add(publish.event());
            }
        }
        return events;
    }

    private List<Decision> note(List<Decision> made) {
        decisions.addAll(made);
        for (Decision decision : made) {
            switch (decision) {
                case Decision.Release release ->
                        running.put(release.job().subject().id(), release.job());
                case Decision.Publish publish -> ended(publish.event());
                case Decision.Stop ignored -> {}
                case Decision.Bury ignored -> {}
            }
        }
        return made;
    }

    private void ended(GenerationEvent event) {
        if (!(event instanceof GenerationEvent.Queued)) {
            running.remove(event.subject().id());
        }
    }
}
