package dev.sfumato.worker;

import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.schemas.events.Artifact;
import dev.sfumato.worker.batching.Ending;
import dev.sfumato.worker.batching.Fault;
import dev.sfumato.worker.metering.RunMeters;
import dev.sfumato.worker.metering.RunMeters.Outcome;
import dev.sfumato.worker.publishing.Checkpoints;
import dev.sfumato.worker.publishing.Media;
import dev.sfumato.worker.publishing.RunReport;
import dev.sfumato.worker.pulling.Verdict;

import java.util.List;

/** What is done when a run has ended: store what it made, tell the end, judge the job's record. */
record Conclusion(
        RunReport report,
        Checkpoints checkpoints,
        Media media,
        StopSign stop,
        Inspection inspection,
        RunMeters meters) {
    /** The store can't be reached, for longer than a run waits for it. */
    static final Fault STORE_DOWN =
            new Fault(
                    "artifact_store_unavailable", "the artifact store was down for too long", true);

    Verdict of(Ending ending, Place place) throws InterruptedException {
        if (!stop.isUnwanted() && !stop.maySpeak()) {
            return yielded();
        }
        return switch (ending) {
            case Ending.Done done -> done(done);
            case Ending.Broken broken -> broken(broken.fault());
            case Ending.Left left -> left(left, place);
        };
    }

    /** It can't be done: says so, unless nobody waits for it or somebody else tries. */
    Verdict broken(Fault fault) throws InterruptedException {
        if (stop.isUnwanted()) {
            return over(Outcome.UNWANTED);
        }
        if (!stop.maySpeak()) {
            return yielded();
        }
        return report.failed(fault) ? over(Outcome.FAILED) : abandoned();
    }

    private Verdict done(Ending.Done done) throws InterruptedException {
        report.made();
        if (stop.isUnwanted()) {
            return over(Outcome.UNWANTED);
        }
        Fault refused = inspection.fault(done.artifacts());
        if (refused != null) {
            return broken(refused);
        }
        try {
            List<Artifact> stored = media.put(done.artifacts());
            if (!stop.maySpeak()) {
                return yielded();
            }
            boolean told = report.completed(stored);
            return told ? over(Outcome.COMPLETED) : abandoned();
        } catch (StoreException e) {
            return broken(STORE_DOWN);
        }
    }

    private Verdict left(Ending.Left left, Place place) throws InterruptedException {
        if (stop.isUnwanted()) {
            return over(Outcome.UNWANTED);
        }
        if (left.checkpoint() != null && !stop.isLost()) {
            checkpoints.saveNow(place.checkpoint(left.step(), left.checkpoint()));
        }
        return yielded();
    }

    private Verdict yielded() throws InterruptedException {
        boolean lost = stop.isLost();
        if (!report.yielded(lost ? "lock_lost" : "drained")) {
            return abandoned();
        }
        meters.ended(Outcome.YIELDED);
        return lost ? Verdict.ABANDON : Verdict.RELEASE;
    }

    private Verdict abandoned() {
        meters.ended(Outcome.ABANDONED);
        return Verdict.ABANDON;
    }

    private Verdict over(Outcome outcome) throws InterruptedException {
        checkpoints.remove();
        meters.ended(outcome);
        return Verdict.ACCEPT;
    }
}
