package dev.sfumato.benchmarks.batching;

import dev.sfumato.worker.batching.Costs;
import dev.sfumato.worker.batching.Policy;
import dev.sfumato.worker.batching.Waiting;

import java.util.Comparator;
import java.util.List;

/** Makes one picture after the other, in the order in which they were asked for. */
final class OneAtATime implements Policy {
    @Override
    public <W extends Waiting> List<W> choose(List<W> waiting, Costs costs) {
        return List.of(waiting.stream().min(Comparator.comparingLong(Waiting::order)).get());
    }
}
