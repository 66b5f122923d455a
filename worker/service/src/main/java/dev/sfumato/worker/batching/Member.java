package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.diffusion.pipeline.Progress;
import dev.sfumato.diffusion.pipeline.Run;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A run that takes part in a device's calls. Belongs to the device's thread once it has boarded.
 */
public final class Member implements Waiting {
    private final Run run;
    private final double cost;
    private final boolean previews;
    private final Pace pace;
    private final RunListener listener;
    private volatile long leavingSince;
    private final AtomicBoolean gone = new AtomicBoolean();
    private Need.@Nullable Call call;
    private int step;
    private long order;
    private double finish;
    private long previewed;
    private long saved;
    private @Nullable Preview shown;
    private boolean skipsPreview;

    /**
     * A run that will board.
     *
     * @param cost work of the whole run in GMAC
     * @param previews whether anyone wants to see it
     */
    public Member(Run run, double cost, boolean previews, Pace pace, RunListener listener) {
        this.run = run;
        this.cost = cost;
        this.previews = previews;
        this.pace = pace;
        this.listener = listener;
        this.step = run.progress().step();
    }

    @Override
    public Run run() {
        return run;
    }

    @Override
    public Need.Call call() {
        if (call == null) {
            throw new IllegalStateException("the run doesn't wait for a call");
        }
        return call;
    }

    @Override
    public boolean isNew() {
        return step == 0;
    }

    @Override
    public double finish() {
        return finish;
    }

    @Override
    public long order() {
        return order;
    }

    RunListener listener() {
        return listener;
    }

    boolean isLeaving() {
        return leavingSince != 0;
    }

    void askToLeave() {
        if (leavingSince == 0) {
            leavingSince = Math.max(1, System.nanoTime());
        }
    }

    /** {@link System#nanoTime} of the first wish that it leaves; 0 when nobody wishes so. */
    long leavingSince() {
        return leavingSince;
    }

    /** False if it was gone already; any thread. */
    boolean markGone() {
        return gone.compareAndSet(false, true);
    }

    void board(long number, VirtualTime time, long now) {
        Progress progress = run.progress();
        double share =
                (progress.steps() - progress.step()) / (double) Math.max(1, progress.steps());
        order = number;
        finish = time.finish(cost * share);
        previewed = now;
        saved = now;
    }

    boolean waitsForCall() {
        return call != null;
    }

    /** Whether it wants to leave and nobody has work of it in hand. */
    boolean canLeave() {
        return isLeaving() && call != null;
    }

    void waitFor(Need.@Nullable Call next) {
        call = next;
    }

    /** Work of one of its steps, in GMAC. */
    double stepCost() {
        return cost / Math.max(1, run.progress().steps());
    }

    /** The step that the last call has made; null if it made none. */
    @Nullable Step advance(int rows, long began, long now) {
        Progress progress = run.progress();
        if (progress.step() <= step) {
            return null;
        }
        step = progress.step();
        previewed = skipsPreview ? now : previewed;
        return new Step(step, progress.steps(), rows, began, now, save(progress, now));
    }

    /**
     * Decides whether the step that the run is about to make shows itself.
     *
     * @param pressed whether others wait for the device: their steps go before
     */
    void preparePreview(long now, boolean pressed) {
        Progress progress = run.progress();
        int next = progress.step() + 1;
        int last = shown == null ? 0 : shown.step();
        boolean due = previews && pace.isPreviewDue(last, next, progress.steps(), now - previewed);
        skipsPreview = due && pressed && !pace.isPartDone(last, next, progress.steps());
        run.wantPreview(due && !skipsPreview);
    }

    /** Whether the last step would have shown itself, if others hadn't waited. */
    boolean skipsPreview() {
        return skipsPreview;
    }

    /** The newest preview, if it is due; null otherwise. */
    @Nullable Preview preview(long now) {
        if (!previews) {
            return null;
        }
        Preview newest = run.preview();
        int last = shown == null ? 0 : shown.step();
        if (newest == null
                || newest == shown
                || !pace.isPreviewDue(
                        last, newest.step(), run.progress().steps(), now - previewed)) {
            return null;
        }
        previewed = now;
        shown = newest;
        return newest;
    }

    private byte @Nullable [] save(Progress progress, long now) {
        if (!pace.isCheckpointDue(progress.step(), progress.steps(), now - saved)) {
            return null;
        }
        saved = now;
        return run.checkpoint();
    }
}
