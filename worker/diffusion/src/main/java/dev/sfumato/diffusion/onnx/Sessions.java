package dev.sfumato.diffusion.onnx;

import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.Caller;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The components of one model on one device. Any thread may open them and hand them over; the one
 * that makes the first call makes all of them; {@link #cancel} may come from any.
 */
public final class Sessions implements Caller, AutoCloseable {
    private final String model;
    private final Map<String, Session> components;
    private final Termination termination;
    private final Adapters adapters;
    private @Nullable Thread owner;

    private Sessions(
            String model,
            Map<String, Session> components,
            Termination termination,
            Adapters adapters) {
        this.adapters = adapters;
        this.model = model;
        this.components = components;
        this.termination = termination;
    }

    static Sessions open(String model, ModelFolder folder, Device device) {
        var termination = new Termination();
        var adapters = new Adapters(folder);
        var components = new LinkedHashMap<String, Session>();
        try {
            for (String name : folder.components()) {
                components.put(
                        name,
                        Session.open(folder.graphFile(name), name, device, termination, adapters));
            }
        } catch (RuntimeException e) {
            components.values().forEach(Session::close);
            termination.close();
            throw e;
        }
        return new Sessions(model, components, termination, adapters);
    }

    /** Answers one run's call; the result holds until the next call. */
    @Override
    public Outputs.Tensors call(Need.Call call) {
        return call(List.of(call)).getFirst();
    }

    /**
     * Answers calls of several runs with one; each pair must {@link #canShare share}.
     *
     * @return a result for each call, in order; they hold until the next call
     * @throws dev.sfumato.diffusion.pipeline.DiffusionException if the device fails or the call is
     *     cancelled
     */
    public List<Outputs.Tensors> call(List<Need.Call> calls) {
        own();
        return of(calls.getFirst()).call(calls);
    }

    /**
     * Whether two calls may travel together: same component, outputs, adapters and row shapes, and
     * equal values where a graph takes one for all rows.
     */
    public boolean canShare(Need.Call one, Need.Call other) {
        return one.component().equals(other.component())
                && one.outputs().equals(other.outputs())
                && one.lora().equals(other.lora())
                && one.rows().shape().equals(other.rows().shape())
                && of(one).agree(one.rows().list().getFirst(), other.rows().list().getFirst());
    }

    /**
     * Ends the call that runs now, if any, with {@link
     * dev.sfumato.diffusion.pipeline.Failure.Cancelled}; later calls work.
     */
    public void cancel() {
        termination.terminate();
    }

    /** Frees all native memory; only the owner may call it. */
    @Override
    public void close() {
        components.values().forEach(Session::close);
        adapters.close();
        termination.close();
    }

    private void own() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        if (owner != Thread.currentThread()) {
            throw new IllegalStateException(
                    "sessions of " + model + " belong to thread " + owner.getName());
        }
    }

    private Session of(Need.Call call) {
        Session session = components.get(call.component().name());
        if (session == null || !call.component().model().equals(model)) {
            throw new IllegalArgumentException("no session for " + call.component());
        }
        return session;
    }
}
