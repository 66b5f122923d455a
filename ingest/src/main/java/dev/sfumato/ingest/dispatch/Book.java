package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.Entry.Ended;
import dev.sfumato.ingest.dispatch.Entry.Released;
import dev.sfumato.ingest.dispatch.Entry.Waiting;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Subject;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The pool's jobs: every change reaches the entries, the order, the counts and the {@link Ledger}
 * together. One owner thread.
 */
final class Book {

    /** Positions are exact up to here; beyond, a job's position is the number of waiting jobs. */
    static final int POSITIONS = 2_000;

    private static final double LEAST_COST = 1e-3;

    private final Ledger ledger;
    private final FairOrder order;
    private final Outstanding outstanding = new Outstanding();
    private final Buckets buckets;
    private final Map<GenerationId, Entry> entries = new HashMap<>();
    private long sequence;
    private boolean paused;

    /**
     * @param before jobs that will be released before a job
     * @param cost their work in GMAC
     */
    record Place(int before, double cost) {}

    Book(Rules rules, Ledger ledger, Ledger.Saved saved) {
        this.ledger = ledger;
        order = new FairOrder(saved.tags(), saved.finishes(), tenant -> rules.of(tenant).weight());
        buckets = new Buckets(rules, ledger, saved.buckets());
        sequence = saved.tags().sequence();
        paused = saved.tags().paused();
        saved.entries().values().forEach(this::restore);
    }

    private void restore(Entry entry) {
        entries.put(entry.subject().id(), entry);
        switch (entry) {
            case Waiting waiting -> order.add(item(waiting));
            case Released released -> outstanding.add(released.job());
            case Ended ignored -> {}
        }
    }

    /** Work of a job in GMAC; a model's formula may say 0, but a turn is never free. */
    static double cost(Job job) {
        double cost = job.request().cost();
        return Double.isFinite(cost) ? Math.max(LEAST_COST, cost) : LEAST_COST;
    }

    @Nullable Entry get(GenerationId id) {
        return entries.get(id);
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    Outstanding outstanding() {
        return outstanding;
    }

    int waiting() {
        return order.size();
    }

    int waiting(String tenant) {
        return order.size(tenant);
    }

    /** GMAC of the waiting jobs. */
    double waitingCost() {
        return order.cost();
    }

    boolean paused() {
        return paused;
    }

    void pause(boolean value) {
        paused = value;
        saveTags();
    }

    /** The tenants' quotas. */
    Buckets buckets() {
        return buckets;
    }

    /** Waiting jobs by tenant. */
    Map<String, Integer> waitingByTenant() {
        return order.sizes();
    }

    void enqueue(Job job) {
        Waiting waiting = new Waiting(job, sequence++);
        remember(waiting);
        order.add(item(waiting));
        saveTags();
    }

    /** The next job that may go, now released; null when none may. */
    @Nullable Job release(Predicate<String> mayRun) {
        FairOrder.Item item = order.release(mayRun);
        if (item == null || !(entries.get(item.id()) instanceof Waiting waiting)) {
            return null;
        }
        outstanding.add(waiting.job());
        remember(new Released(waiting.job(), waiting.sequence(), null, Set.of()));
        saveFinish(item.flow());
        return waiting.job();
    }

    /** A job is released once more. */
    void releaseAgain(Released released, Job job) {
        remember(new Released(job, released.sequence(), released.run(), released.open()));
    }

    /** Records the runs of a job that is with the workers. */
    void runs(Entry entry, @Nullable UUID run, Set<UUID> open) {
        switch (entry) {
            case Waiting waiting -> {
                order.remove(entry.subject().id());
                outstanding.add(waiting.job());
                remember(new Released(waiting.job(), waiting.sequence(), run, open));
            }
            case Released released ->
                    remember(new Released(released.job(), released.sequence(), run, open));
            case Ended ignored -> {}
        }
    }

    /** A job is over; one that nobody began to run gets back what its release was charged. */
    Ended end(Subject subject, Instant at, @Nullable GenerationEvent verdict, boolean heard) {
        switch (entries.get(subject.id())) {
            case Waiting waiting -> {
                order.remove(subject.id());
                if (!heard) {
                    buckets.giveBack(subject.tenant(), cost(waiting.job()), at);
                }
            }
            case Released released -> {
                outstanding.remove(released.job());
                if (released.run() == null && !heard) {
                    buckets.giveBack(subject.tenant(), cost(released.job()), at);
                    order.refund(flow(released.job()), cost(released.job()));
                    saveFinish(flow(released.job()));
                }
            }
            case Ended ignored -> {}
            case null -> {}
        }
        Ended ended = new Ended(subject, at, verdict, heard);
        remember(ended);
        return ended;
    }

    void forget(Ended ended) {
        entries.remove(ended.subject().id());
        ledger.forget(ended.subject().id());
    }

    void prune(Instant now) {
        order.prune().forEach(ledger::forget);
        buckets.prune(now);
    }

    /** The next jobs to be released, first first; at most {@link #POSITIONS}. */
    List<FairOrder.Item> order() {
        return order.order(POSITIONS);
    }

    Place place(GenerationId id) {
        int before = 0;
        double cost = 0;
        for (FairOrder.Item item : order.order(POSITIONS)) {
            if (item.id().equals(id)) {
                return new Place(before, cost);
            }
            before++;
            cost += item.cost();
        }
        return new Place(order.size() - 1, order.cost());
    }

    private static FairOrder.Item item(Waiting waiting) {
        Job job = waiting.job();
        return new FairOrder.Item(job.subject().id(), flow(job), cost(job), waiting.sequence());
    }

    private static Flow flow(Job job) {
        return new Flow(job.request().priority(), job.subject().tenant());
    }

    private void remember(Entry entry) {
        entries.put(entry.subject().id(), entry);
        ledger.save(entry);
    }

    private void saveFinish(Flow flow) {
        ledger.save(flow, order.finish(flow));
        saveTags();
    }

    private void saveTags() {
        ledger.save(order.tags(sequence, paused));
    }
}
