package dev.sfumato.benchmarks.batching;

import dev.sfumato.worker.batching.ManualBatcher;
import dev.sfumato.worker.batching.Member;
import dev.sfumato.worker.batching.Pace;
import dev.sfumato.worker.batching.Policy;
import dev.sfumato.worker.batching.Tuning;
import dev.sfumato.worker.metering.DeviceMeters;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A device that exists as a table of times, driven by the worker's own loop in virtual time. The
 * processor's work beside the device's counts as none.
 *
 * @param maxRows rows in one call at most
 * @param tile side in pixels of the tiles in which larger pictures are decoded
 */
record Simulation(DeviceTimes times, int maxRows, int tile) {
    private static final int[] WARM_RUNS = {1, 1, 2, 2, 4};
    private static final int WARM_STEPS = 4;
    private static final Pace PACE = new Pace(Duration.ofDays(1), Duration.ofDays(1));

    /** Serves all arrivals. */
    Recording run(Contestant contestant, List<Arrival> arrivals) {
        var clock = new VirtualClock();
        var calls = new CallLog();
        List<Rider> riders = new ArrayList<>();
        var meters = new DeviceMeters(new SimpleMeterRegistry(), times.device());
        Policy policy = contestant.policy(maxRows);
        try (var device = new ManualBatcher(times.device(), maxRows, policy, clock, meters)) {
            device.adopt(SimulatedRun.MODEL, new SimulatedModel(times, clock), Tuning.NONE);
            warmUp(device, arrivals, clock);
            long beginning = clock.getAsLong();
            int next = 0;
            while (next < arrivals.size() || device.isBusy()) {
                if (!device.isBusy()) {
                    clock.advanceTo(beginning + arrivals.get(next).nanos());
                }
                while (next < arrivals.size()
                        && beginning + arrivals.get(next).nanos() <= clock.getAsLong()) {
                    Arrival arrival = arrivals.get(next++);
                    var rider = new Rider(arrival, beginning, clock, calls, () -> {});
                    riders.add(rider);
                    device.board(member(arrival.card(), rider));
                }
                device.turn();
            }
        }
        return Recording.of(riders, calls, 0);
    }

    /** Runs of each kind alone and together, so that costs are known as on a device in use. */
    private void warmUp(ManualBatcher device, List<Arrival> arrivals, VirtualClock clock) {
        List<Card> kinds =
                arrivals.stream().map(each -> each.card().of(WARM_STEPS)).distinct().toList();
        for (Card kind : kinds) {
            for (int count : WARM_RUNS) {
                for (int i = 0; i < count; i++) {
                    var rider =
                            new Rider(new Arrival(i, 0, kind), 0, clock, new CallLog(), () -> {});
                    device.board(member(kind, rider));
                }
                while (device.isBusy()) {
                    device.turn();
                }
            }
        }
    }

    private Member member(Card card, Rider rider) {
        return new Member(new SimulatedRun(card, tile), card.work(), false, PACE, rider);
    }

    /** Seconds of a step of such a request that has the device for itself. */
    double step(Card card) {
        return times.step(card.megapixels(), card.rows()) / 1000;
    }

    /** Seconds to the first step of a request that has the device for itself. */
    double shortest(Card card) {
        return (times.encode(card.rows()) + times.step(card.megapixels(), card.rows())) / 1000;
    }
}
