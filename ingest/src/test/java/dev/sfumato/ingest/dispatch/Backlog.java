package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.requests.Priority;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Keeps two jobs waiting in every flow of a pool, and adds up the work that was released. */
final class Backlog {

    private static final int WAITING = 2;
    private final Pool pool;
    private final Random random;
    private final Map<Flow, Integer> largest = new LinkedHashMap<>();
    private final Map<Flow, Double> done = new HashMap<>();
    private int jobs;
    private int seen;

    /**
     * Fills the flows.
     *
     * @param largest cost of a job, for each class and tenant
     */
    Backlog(Pool pool, List<Integer> largest, Random random, Predicate<Flow> flows) {
        this.pool = pool;
        this.random = random;
        int next = 0;
        for (Priority priority : Priority.values()) {
            for (String tenant : List.of("a", "b", "c")) {
                Flow flow = new Flow(priority, tenant);
                int most = largest.get(next++);
                if (flows.test(flow)) {
                    this.largest.put(flow, most);
                }
            }
        }
        this.largest
                .keySet()
                .forEach(
                        flow -> {
                            for (int n = 0; n < WAITING; n++) {
                                add(flow);
                            }
                        });
        pool.worker("w1", 1);
        refill();
    }

    void keepFullUntilEveryFlowHasDone(double work) {
        while (!largest.keySet().stream().allMatch(flow -> done(flow) >= work)) {
            completeOne();
        }
    }

    void completeOne() {
        pool.completeOldest();
        refill();
    }

    double done(Flow flow) {
        return done.getOrDefault(flow, 0.0);
    }

    double done(Priority priority) {
        return done.keySet().stream()
                .filter(flow -> flow.priority() == priority)
                .mapToDouble(this::done)
                .sum();
    }

    double done() {
        return done.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private void refill() {
        for (; seen < pool.decisions.size(); seen++) {
            if (pool.decisions.get(seen) instanceof Decision.Release release) {
                Job job = release.job();
                Flow flow = new Flow(job.request().priority(), job.subject().tenant());
                done.merge(flow, job.request().cost(), Double::sum);
                if (largest.containsKey(flow)) {
                    add(flow);
                }
            }
        }
    }

    private void add(Flow flow) {
        int cost = 1 + random.nextInt(largest.getOrDefault(flow, 1));
        pool.admit(Fixtures.job(jobs++, flow.tenant(), flow.priority(), cost));
    }
}
