package dev.sfumato.worker;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.worker.pulling.Tenure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that a worker has in hand. Any thread. */
final class Executions {
    private static final Logger log = LoggerFactory.getLogger(Executions.class);

    private final Workbench bench;
    private final Set<Execution> running = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    Executions(Workbench bench) {
        this.bench = bench;
    }

    /** A run that is known from now on, until it ends; the caller starts it. */
    Execution prepare(Job job, int attempt, int deliveries, Tenure tenure) {
        var execution = new Execution(bench, job, attempt, deliveries, tenure);
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
        running.stream().filter(execution -> execution.id().equals(id)).forEach(Executions::cancel);
    }

    /** Stops all, and all that come. */
    void drain() {
        draining = true;
        running.forEach(execution -> execution.stop(Stop.DRAINED));
    }

    void abort() {
        running.forEach(Execution::abort);
    }

    private static void cancel(Execution execution) {
        execution.stop(Stop.CANCELLED);
        log.atInfo().addKeyValue("generationId", execution.id()).log("run cancelled");
    }
}
