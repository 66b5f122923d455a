package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Need;
import dev.sfumato.diffusion.pipeline.Outputs;
import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.worker.metering.DeviceMeters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What a device's thread does; all methods but {@link #members} belong to it. */
final class DeviceLoop {
    private static final Logger log = LoggerFactory.getLogger(DeviceLoop.class);

    private final DeviceModels models;
    private final Policy policy;
    private final CurrentCall current;
    private final Executor compute;
    private final Consumer<Runnable> self;
    private final Runnable onGone;
    private final LongSupplier clock;
    private final DeviceMeters meters;
    private final VirtualTime time = new VirtualTime();
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private long boarded;
    private volatile long idleSince;
    private boolean pressed;

    /**
     * A device without runs.
     *
     * @param compute runs work that needs no model
     * @param self runs something later on the device's thread
     * @param onGone told when a run has left
     * @param clock nanoseconds
     */
    DeviceLoop(
            DeviceModels models,
            Policy policy,
            CurrentCall current,
            Executor compute,
            Consumer<Runnable> self,
            Runnable onGone,
            LongSupplier clock,
            DeviceMeters meters) {
        this.models = models;
        this.policy = policy;
        this.current = current;
        this.compute = compute;
        this.self = self;
        this.onGone = onGone;
        this.clock = clock;
        this.meters = meters;
        this.idleSince = clock.getAsLong();
    }

    /** The runs aboard; any thread. */
    List<Member> members() {
        return members;
    }

    void board(Member member) {
        members.add(member);
        member.board(boarded++, time, clock.getAsLong());
        proceed(member);
    }

    void leaveAll() {
        members.forEach(Member::askToLeave);
    }

    /** Whether there is a call to make, or somebody to let go who waits for one. */
    boolean isBusy() {
        return members.stream().anyMatch(member -> member.waitsForCall());
    }

    /** Lets go who wants to leave, then makes one call. */
    void turn() {
        members.stream().filter(Member::canLeave).forEach(this::letGo);
        List<Member> waiting = members.stream().filter(Member::waitsForCall).toList();
        if (!waiting.isEmpty()) {
            List<Member> travelling = policy.choose(waiting, models);
            pressed = travelling.size() < waiting.size();
            call(travelling);
        }
    }

    void breakAll(Throwable cause) {
        members.forEach(member -> end(member, new Ending.Broken(Fault.of(cause))));
    }

    void close() {
        members.forEach(this::letGo);
        models.close();
    }

    /** One call for all; where it fails, one for each, so that only who is at fault breaks. */
    private void call(List<Member> travelling) {
        try {
            callTogether(travelling);
        } catch (RuntimeException | Error e) {
            if (DeviceModels.isCancelled(e)) {
                return;
            }
            if (travelling.size() == 1) {
                fail(travelling.getFirst(), e);
                return;
            }
            log.atWarn()
                    .addKeyValue("runs", travelling.size())
                    .addKeyValue("code", Fault.of(e).code())
                    .log("shared call failed, calling for each run alone");
            travelling.forEach(member -> call(List.of(member)));
        }
    }

    private void callTogether(List<Member> travelling) {
        Need.Call first = travelling.getFirst().call();
        LoadedModel model = models.of(first);
        long began = clock.getAsLong();
        List<Outputs.Tensors> results;
        current.begin(model, travelling);
        try {
            results = model.call(travelling.stream().map(Member::call).toList());
        } finally {
            current.end();
            idleSince = clock.getAsLong();
        }
        int rows = travelling.stream().mapToInt(member -> member.call().rows().size()).sum();
        models.observe(first, rows, clock.getAsLong() - began);
        for (int i = 0; i < travelling.size(); i++) {
            take(travelling.get(i), results.get(i), rows, began);
        }
    }

    private void take(Member member, Outputs.Tensors result, int rows, long began) {
        try {
            member.preparePreview(clock.getAsLong(), pressed);
            member.run().accept(result);
            Step step = member.advance(rows, began, clock.getAsLong());
            if (step != null) {
                time.served(member.stepCost(), members.size());
                member.listener().stepped(step);
                if (member.skipsPreview()) {
                    meters.previewSkipped();
                }
            }
            show(member);
        } catch (RuntimeException | Error e) {
            fail(member, e);
            return;
        }
        proceed(member);
    }

    private void proceed(Member member) {
        try {
            switch (member.run().next()) {
                case Need.Call call -> member.waitFor(call);
                case Need.Compute needed -> {
                    member.waitFor(null);
                    compute.execute(() -> compute(member, needed));
                }
                case Need.Done done -> end(member, new Ending.Done(done.artifacts()));
            }
        } catch (RuntimeException | Error e) {
            fail(member, e);
        }
    }

    /**
     * On a thread of the executor, to which the run belongs until it needs a call: a run that is
     * through needn't wait for the call that the device makes meanwhile.
     */
    private void compute(Member member, Need.Compute first) {
        try {
            Need need = first;
            while (need instanceof Need.Compute needed && !member.isLeaving()) {
                member.run().accept(needed.task().run());
                show(member);
                need = member.run().next();
            }
            if (need instanceof Need.Done done) {
                end(member, new Ending.Done(done.artifacts()));
            } else if (member.isLeaving()) {
                letGo(member, true);
            } else {
                self.accept(() -> proceed(member));
            }
        } catch (RuntimeException | Error e) {
            fail(member, e);
        }
    }

    private void show(Member member) {
        Preview preview = member.preview(clock.getAsLong());
        if (preview != null) {
            member.listener().shown(preview);
        }
    }

    private void letGo(Member member) {
        letGo(member, member.waitsForCall());
    }

    /** A run that another thread has in hand leaves without a checkpoint. */
    private void letGo(Member member, boolean inHand) {
        long asked = member.leavingSince();
        if (asked != 0) {
            long now = clock.getAsLong();
            meters.left(now - asked, now - Math.max(asked, idleSince));
        }
        int step = 0;
        byte[] checkpoint = null;
        if (inHand && member.run().progress().step() > 0) {
            try {
                step = member.run().progress().step();
                checkpoint = member.run().checkpoint();
            } catch (RuntimeException | Error e) {
                log.atWarn().setCause(e).log("no checkpoint of a run that leaves");
            }
        }
        end(member, new Ending.Left(checkpoint, step));
    }

    private void fail(Member member, Throwable cause) {
        Fault fault = Fault.of(cause);
        log.atWarn()
                .addKeyValue("code", fault.code())
                .setCause(cause instanceof DiffusionException ? null : cause)
                .log("run failed");
        end(member, new Ending.Broken(fault));
    }

    /** On the device's thread, or the one that has the run in hand. */
    private void end(Member member, Ending ending) {
        if (member.markGone()) {
            members.remove(member);
            onGone.run();
            member.listener().ended(ending);
        }
    }
}
