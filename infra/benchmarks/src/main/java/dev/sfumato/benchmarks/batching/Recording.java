package dev.sfumato.benchmarks.batching;

import java.util.List;

/**
 * What a contestant made of some arrivals.
 *
 * @param served those whose pictures were made, in order of arrival
 * @param failed those whose weren't
 * @param callSeconds mean length of a denoising call
 * @param callRows mean rows of a denoising call
 * @param others share of the machine that went to processes that take no part, 0 to 1
 */
record Recording(
        List<Served> served, int failed, double callSeconds, double callRows, double others) {
    Recording {
        served = List.copyOf(served);
    }

    /** What riders have noted, when all have ended. */
    static Recording of(List<Rider> riders, CallLog calls, double others) {
        List<Served> served = riders.stream().filter(Rider::isDone).map(Rider::served).toList();
        return new Recording(
                served, riders.size() - served.size(), calls.seconds(), calls.rows(), others);
    }

    /** Pictures per second from the first arrival until the last picture. */
    double throughput() {
        long first = served.stream().mapToLong(each -> each.arrival().nanos()).min().orElse(0);
        long last = served.stream().mapToLong(Served::done).max().orElse(1);
        return served.size() / (1e-9 * Math.max(1, last - first));
    }
}
