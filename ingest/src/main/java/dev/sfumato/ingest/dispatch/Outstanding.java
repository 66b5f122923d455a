package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.Job;

import java.util.HashMap;
import java.util.Map;

/** Released and unfinished jobs, counted. One owner thread. */
final class Outstanding {

    private final Map<String, Integer> byTenant = new HashMap<>();
    private int size;
    private double cost;

    void add(Job job) {
        byTenant.merge(job.subject().tenant(), 1, Integer::sum);
        size++;
        cost += Book.cost(job);
    }

    void remove(Job job) {
        byTenant.computeIfPresent(
                job.subject().tenant(), (tenant, count) -> count == 1 ? null : count - 1);
        size--;
        cost = size == 0 ? 0 : cost - Book.cost(job);
    }

    int size() {
        return size;
    }

    int of(String tenant) {
        return byTenant.getOrDefault(tenant, 0);
    }

    /** GMAC of all of them. */
    double cost() {
        return cost;
    }
}
