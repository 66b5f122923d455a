package dev.sfumato.diffusion.pipeline;

import dev.sfumato.diffusion.guidance.Guidance;
import dev.sfumato.diffusion.sampler.Sampler;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The Gaussian reverse process of one run: per step one call with one row per artifact, two where
 * guidance is on; then guidance, the solver's step, correctors. All artifacts move together.
 * Nothing of a latent's size is allocated per step.
 */
public final class Denoising implements Stage {
    private final Sampler sampler;
    private final Guidance guidance;
    private final List<Track> tracks;
    private final List<Corrector> correctors;
    private final Previewer previewer;
    private final Model model;
    private final Tensor.Floats timestep;
    private final ModelCalls calls;
    private final float[] conditional;
    private final float[] unconditional;
    private final float[] scaled;
    private final Tensor.Floats denoised;
    private int call;
    private boolean filled;
    private @Nullable Stage showing;
    private @Nullable Preview preview;
    private boolean previewWanted = true;
    private @Nullable Moment whole;

    /** Where a run may be taken up again: the state before a call. */
    record Moment(int call, List<Checkpoint.Saved> tracks) {}

    /**
     * The graph that predicts.
     *
     * @param component which
     * @param output its output's name; one row is as long as the latent, or twice where it predicts
     *     variances too
     * @param outputs floats in one row of {@code output}
     * @param timestep the tensor that all rows share for the timestep; filled in per step
     * @param timestepDivisor what the sampler's timesteps are divided by before they are fed
     * @param latent dimensions of the latent
     * @param arrangement how it wants the latent ordered
     */
    public record Model(
            Component component,
            String output,
            int outputs,
            Tensor.Floats timestep,
            float timestepDivisor,
            List<Integer> latent,
            Arrangement arrangement) {
        /** A graph that takes timesteps and latents as they are. */
        public Model(
                Component component,
                String output,
                int outputs,
                Tensor.Floats timestep,
                List<Integer> latent) {
            this(component, output, outputs, timestep, 1, latent, Arrangement.SAME);
        }
    }

    /**
     * A process that starts at the sampler's first call. All tracks need a row without prompt if
     * guidance is ever on.
     */
    public Denoising(
            Model model,
            Sampler sampler,
            Guidance guidance,
            List<Track> tracks,
            List<Corrector> correctors,
            Previewer previewer) {
        this(model, Levers.NONE, sampler, guidance, tracks, correctors, previewer);
    }

    /** As the other one, with levers. */
    public Denoising(
            Model model,
            Levers levers,
            Sampler sampler,
            Guidance guidance,
            List<Track> tracks,
            List<Corrector> correctors,
            Previewer previewer) {
        this.model = model;
        this.sampler = sampler;
        this.guidance = guidance;
        this.tracks = List.copyOf(tracks);
        this.correctors = List.copyOf(correctors);
        this.previewer = previewer;
        timestep = model.timestep();
        call = sampler.firstCall();
        calls = new ModelCalls(model, levers, this.tracks, call, sampler.calls(), this::isGuided);
        conditional = new float[model.outputs()];
        unconditional = new float[model.outputs()];
        int length = tracks.getFirst().latent().length;
        scaled = new float[length];
        denoised = Tensor.zeros(model.latent().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Goes on from a checkpoint; only before the first need. */
    void restore(Checkpoint checkpoint) {
        if (checkpoint.tracks().size() != tracks.size()) {
            throw Checkpoint.damaged("it holds %d artifacts".formatted(checkpoint.tracks().size()));
        }
        for (int k = 0; k < tracks.size(); k++) {
            Checkpoint.Saved saved = checkpoint.tracks().get(k);
            try {
                if (saved.latent().length != tracks.get(k).latent().length) {
                    throw Checkpoint.damaged("its latent has another size");
                }
                tracks.get(k).restore(saved, sampler.resume(saved.solver()));
            } catch (IllegalArgumentException e) {
                throw Checkpoint.damaged(String.valueOf(e.getMessage()));
            }
        }
        call = checkpoint.call();
        if (tracks.getFirst().state().nextCall() != call || !calls.isWhole(call)) {
            throw Checkpoint.damaged("its steps disagree");
        }
    }

    @Override
    public @Nullable Need next() {
        if (showing != null) {
            Need need = showing.next();
            if (need != null) {
                return need;
            }
            showing = null;
        }
        if (call == sampler.calls()) {
            return null;
        }
        if (!filled) {
            fill();
        }
        return calls.get(call, isGuided(call));
    }

    @Override
    public void accept(Outputs outputs) {
        if (showing != null) {
            showing.accept(outputs);
            return;
        }
        var tensors = (Outputs.Tensors) outputs;
        int done = call + 1 - sampler.firstCall();
        calls.keep(call, isGuided(call), tensors);
        if (calls.isWhole(call) && !calls.isWhole(call + 1)) {
            whole = now();
        }
        boolean due = previewWanted && previewer.isDue(done, steps());
        int shown = due ? done % tracks.size() : -1;
        for (int k = 0; k < tracks.size(); k++) {
            predict(tensors, k);
            Track track = tracks.get(k);
            if (k == shown) {
                sampler.denoised(call, track.latent(), conditional, denoised.values());
            }
            sampler.step(
                    call,
                    track.state(),
                    track.latent(),
                    conditional,
                    track.noise(),
                    track.latent());
            for (Corrector corrector : correctors) {
                corrector.correct(call, k, track.latent());
            }
            checkFinite(track.latent(), done);
        }
        call++;
        filled = false;
        if (shown >= 0) {
            showing = previewer.show(done, shown, denoised, made -> preview = made);
        }
    }

    /** Steps done and steps in all. */
    Progress progress() {
        return new Progress(call - sampler.firstCall(), steps());
    }

    @Nullable Preview preview() {
        return preview;
    }

    /** As {@link Run#wantPreview}. */
    void wantPreview(boolean wanted) {
        previewWanted = wanted;
    }

    /**
     * Where a checkpoint takes the run up again: here, or where the whole call begins whose
     * features the next call needs, which are too large to write down.
     */
    Moment moment() {
        return whole == null || calls.isWhole(call) ? now() : whole;
    }

    private Moment now() {
        List<Checkpoint.Saved> saved = new ArrayList<>();
        for (Track track : tracks) {
            saved.add(
                    new Checkpoint.Saved(
                            track.latent().clone(),
                            track.state().toBytes(),
                            track.noise().state()));
        }
        return new Moment(call, saved);
    }

    private int steps() {
        return sampler.calls() - sampler.firstCall();
    }

    private boolean isGuided(int call) {
        return guidance.applies(call - sampler.firstCall(), steps());
    }

    private void fill() {
        timestep.values()[0] = (float) sampler.timestep(call) / model.timestepDivisor();
        for (Track track : tracks) {
            sampler.scaleInput(call, track.latent(), scaled);
            model.arrangement().toModel(scaled, track.input().values());
        }
        filled = true;
    }

    /** Leaves the guided prediction of one artifact in {@code conditional}. */
    private void predict(Outputs.Tensors tensors, int track) {
        if (!isGuided(call)) {
            read(tensors, track, conditional);
            return;
        }
        read(tensors, 2 * track, unconditional);
        read(tensors, 2 * track + 1, conditional);
        guidance.combine(unconditional, conditional, conditional);
    }

    private void read(Outputs.Tensors tensors, int row, float[] into) {
        tensors.read(model.output(), row, into);
        model.arrangement().fromModel(into, scaled);
    }

    private void checkFinite(float[] latent, int step) {
        for (float value : latent) {
            if (!Float.isFinite(value)) {
                throw new DiffusionException(new Failure.NonFinite(model.component().name(), step));
            }
        }
    }
}
