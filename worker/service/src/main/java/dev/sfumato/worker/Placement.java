package dev.sfumato.worker;

import dev.sfumato.worker.residency.Residency;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which device a run goes to: the one with the fewest, a loaded model being worth one run. */
final class Placement {
    private final List<Residency> devices;
    private final Map<Residency, Integer> bound = new HashMap<>();

    Placement(List<Residency> devices) {
        this.devices = List.copyOf(devices);
    }

    /** A run's place on a device, from the choice to its end. */
    final class Berth implements AutoCloseable {
        private final Residency device;

        private Berth(Residency device) {
            this.device = device;
        }

        Residency device() {
            return device;
        }

        @Override
        public void close() {
            count(device, -1);
        }
    }

    /** Binds a run to the least loaded device, counting those that are still on their way there. */
    synchronized Berth take(String model) {
        Residency best = devices.getFirst();
        for (Residency device : devices) {
            if (load(device, model) < load(best, model)) {
                best = device;
            }
        }
        count(best, 1);
        return new Berth(best);
    }

    private int load(Residency device, String model) {
        return bound.getOrDefault(device, 0) + (device.isWarm(model) ? 0 : 1);
    }

    private synchronized void count(Residency device, int change) {
        bound.merge(device, change, Integer::sum);
    }
}
