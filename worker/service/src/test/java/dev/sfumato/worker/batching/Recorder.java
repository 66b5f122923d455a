package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.Preview;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What a run's listener was told. */
final class Recorder implements RunListener {
    final List<Step> steps = new CopyOnWriteArrayList<>();
    final List<Preview> previews = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    @Override
    public void stepped(Step step) {
        steps.add(step);
    }

    @Override
    public void shown(Preview preview) {
        previews.add(preview);
    }

    @Override
    public void ended(Ending how) {
        ending.complete(how);
    }

    boolean hasEnded() {
        return ending.isDone();
    }

    Ending ending() throws Exception {
        return ending.get(20, TimeUnit.SECONDS);
    }

    /** The bytes that the run made. */
    byte[] made() throws Exception {
        return switch (ending()) {
            case Ending.Done done -> done.artifacts().getFirst().bytes();
            case Ending.Broken broken -> throw new AssertionError(broken.fault());
            case Ending.Left left -> throw new AssertionError("left at step " + left.step());
        };
    }
}
