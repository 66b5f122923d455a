package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.model.ModelCard;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * A run made of stages: what comes before denoising, denoising, what comes after. Each stage is
 * made when its turn comes.
 */
public final class StagedRun implements Run {
    private final Script script;
    private final String model;
    private final String request;
    private final @Nullable Checkpoint from;
    private final Deque<Supplier<? extends Stage>> before;
    private final Deque<Supplier<? extends Stage>> after;
    private @Nullable Denoising denoising;
    private @Nullable Stage current;
    private @Nullable Need pending;

    /** What a modality fills in. */
    public interface Script {
        /** Stages that prepare, for example encode the prompt. */
        List<Supplier<? extends Stage>> before();

        /** The process; asked for once, when the stages before are through. */
        Denoising denoising();

        /** Stages that finish, for example decode the latents. */
        List<Supplier<? extends Stage>> after();

        /** What was made; asked for when all stages are through. */
        List<Artifact> artifacts();

        /** Steps that denoising will make. */
        int steps();
    }

    private StagedRun(Script script, ModelCard card, Request request, @Nullable Checkpoint from) {
        this.script = script;
        this.model = card.sha256();
        this.request = RequestHash.of(request);
        this.from = from;
        before = new ArrayDeque<>(script.before());
        after = new ArrayDeque<>(script.after());
    }

    /** A run from the start. */
    public static Run start(Script script, ModelCard card, Request request) {
        return new StagedRun(script, card, request, null);
    }

    /**
     * A run that goes on from a checkpoint.
     *
     * @throws DiffusionException with {@link Failure.Checkpoint} if it was taken from another model
     *     or request, or is damaged
     */
    public static Run resume(Script script, ModelCard card, Request request, byte[] checkpoint) {
        Checkpoint from = Checkpoint.of(checkpoint);
        var run = new StagedRun(script, card, request, from);
        if (!from.model().equals(run.model)) {
            throw Checkpoint.damaged("it was taken from another model");
        }
        if (!from.request().equals(run.request)) {
            throw Checkpoint.damaged("it was taken from another request");
        }
        return run;
    }

    @Override
    public Need next() {
        if (pending == null) {
            pending = need();
        }
        return pending;
    }

    private Need need() {
        while (true) {
            if (current == null) {
                current = advance();
            }
            if (current == null) {
                return new Need.Done(script.artifacts());
            }
            Need need = current.next();
            if (need != null) {
                return need;
            }
            current = null;
        }
    }

    @Override
    public void accept(Outputs outputs) {
        if (current == null) {
            throw new IllegalStateException("the run needs nothing");
        }
        current.accept(outputs);
        pending = null;
    }

    @Override
    public Progress progress() {
        return denoising == null ? new Progress(0, script.steps()) : denoising.progress();
    }

    @Override
    public @Nullable Preview preview() {
        return denoising == null ? null : denoising.preview();
    }

    @Override
    public void wantPreview(boolean wanted) {
        if (denoising != null) {
            denoising.wantPreview(wanted);
        }
    }

    @Override
    public byte[] checkpoint() {
        if (denoising == null) {
            return (from == null ? new Checkpoint(model, request, -1, List.of()) : from).toBytes();
        }
        Denoising.Moment moment = denoising.moment();
        return new Checkpoint(model, request, moment.call(), moment.tracks()).toBytes();
    }

    private @Nullable Stage advance() {
        if (!before.isEmpty()) {
            return before.remove().get();
        }
        if (denoising == null) {
            denoising = script.denoising();
            if (from != null && from.call() >= 0) {
                denoising.restore(from);
            }
            return denoising;
        }
        return after.isEmpty() ? null : after.remove().get();
    }
}
