package dev.sfumato.worker;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that a worker has in hand. Any thread. */
final class Executions {
    private final Workbench bench;
    private final Set<Execution> running = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    Executions(Workbench bench) {
        this.bench = bench;
    }

    /** A run that is known from now on, until it ends; the caller starts it. */
    Execution prepare(Job job, int attempt, int deliveries) {
        var execution = new Execution(bench, job, attempt, deliveries);
        running.add(execution);
        execution.onEnd(() -> running.remove(execution));
        if (draining) {
            execution.stop(Stop.DRAINED);
        }
        return execution;
    }

    List<GenerationId> ids() {
        return running.stream().map(Execution::id).distinct().toList();
    }

    void cancel(GenerationId id) {
        running.stream()
                .filter(execution -> execution.id().equals(id))
                .forEach(execution -> execution.stop(Stop.CANCELLED));
    }

    /** Stops all, and all that come. */
    void drain() {
        draining = true;
        running.forEach(execution -> execution.stop(Stop.DRAINED));
    }

    void abort() {
        running.forEach(Execution::abort);
    }
}
