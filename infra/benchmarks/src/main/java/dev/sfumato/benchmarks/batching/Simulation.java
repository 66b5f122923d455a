package dev.sfumato.benchmarks.batching;

import dev.sfumato.worker.batching.ManualBatcher;
import dev.sfumato.worker.batching.Member;
import dev.sfumato.worker.batching.Pace;
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
    /** Padded like a real one of that kind. */
    private static final String DEVICE = "cuda:0";

    private static final Pace PACE = new Pace(Duration.ofDays(1), Duration.ofDays(1));

    /** Serves all arrivals. */
    Recording run(Contestant contestant, List<Arrival> arrivals) {
        var clock = new VirtualClock();
        var calls = new CallLog();
        List<Rider> riders = new ArrayList<>();
        var meters = new DeviceMeters(new SimpleMeterRegistry(), DEVICE);
        long beginning = clock.getAsLong();
        try (var device =
                new ManualBatcher(DEVICE, maxRows, contestant.policy(maxRows), clock, meters)) {
            device.adopt(SimulatedRun.MODEL, new SimulatedModel(times, clock), Tuning.NONE);
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
                    var run = new SimulatedRun(arrival.card(), tile);
                    device.board(new Member(run, arrival.card().work(), false, PACE, rider));
                }
                device.turn();
            }
        }
        return Recording.of(riders, calls, 0);
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
