package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.Entry.Ended;
import dev.sfumato.ingest.dispatch.Entry.Released;
import dev.sfumato.ingest.dispatch.Entry.Waiting;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.GenerationError;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.TenantLoad;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fair queue of one pool. Messages and time go in, decisions come out; what must survive a
 * restart goes to the {@link Ledger}. A message may come twice: it leaves the same state, and says
 * again what a crash may have swallowed. One owner thread.
 */
final class FairQueue {

    private static final int MOST_LOADS = 1_000;

    private final String pool;
    private final Rules rules;
    private final Book book;
    private final Verdicts verdicts;
    private final Runs runs;
    private final Workers workers;
    private final Pace pace = new Pace();
    private final Decisions decisions = new Decisions();

    /**
     * @param saved what an earlier queue of this pool wrote to its ledger
     */
    FairQueue(String pool, Rules rules, Ledger ledger, Ledger.Saved saved) {
        this.pool = pool;
        this.rules = rules;
        book = new Book(rules, ledger, saved);
        workers = new Workers(rules.liveness());
        verdicts = new Verdicts(book, rules, decisions);
        runs = new Runs(book, rules, workers, verdicts, pace, decisions);
    }

    /** What dispatch decided before a restart and has not heard back: said again. */
    List<Decision> afterRestart() {
        for (Entry entry : book.entries()) {
            if (entry instanceof Ended ended && !ended.heard()) {
                verdicts.sayAgain(ended);
            }
        }
        return decisions.take();
    }

    /** Takes in one message. */
    List<Decision> apply(DispatchMessage message, Instant now) {
        switch (message) {
            case DispatchMessage.Admitted admitted -> admit(admitted.job(), now);
            case DispatchMessage.Withdrawn withdrawn -> verdicts.cancel(withdrawn.subject(), now);
            case DispatchMessage.Alive alive -> workers.seen(alive.heartbeat(), now);
            case DispatchMessage.Observed observed -> runs.observe(observed.event(), now);
            case DispatchMessage.Switched switched -> book.pause(switched.paused());
        }
        release();
        return decisions.take();
    }

    /**
     * Lets time pass: deadlines, dead workers, lost jobs, old memories. To be called each second.
     */
    List<Decision> tick(Instant now) {
        workers.bury(now);
        runs.look(now);
        for (Entry entry : book.entries()) {
            switch (entry) {
                case Waiting waiting -> verdicts.expire(waiting.job(), now);
                case Released released -> verdicts.expire(released.job(), now);
                case Ended ended -> verdicts.forget(ended, now);
            }
        }
        book.prune(now);
        release();
        return decisions.take();
    }

    PoolSnapshot snapshot(Instant now) {
        Duration wait = wait(book.waiting(), book.waitingCost());
        return new PoolSnapshot(
                pool,
                now,
                book.waiting(),
                book.outstanding().size(),
                Rules.window(workers.slots()),
                workers.count(),
                workers.slots(),
                wait == null ? null : wait.toMillis(),
                book.paused(),
                loads(now));
    }

    private List<TenantLoad> loads(Instant now) {
        List<TenantLoad> loads = new ArrayList<>();
        Map<String, Integer> waiting = book.waitingByTenant();
        Set<String> tenants = new TreeSet<>(waiting.keySet());
        tenants.addAll(book.buckets().tenants());
        for (String tenant : tenants) {
            TenantPolicy policy = rules.of(tenant);
            if (policy.isLimited() && loads.size() < MOST_LOADS) {
                Double left = policy.quota().isLimited() ? book.buckets().level(tenant, now) : null;
                loads.add(
                        new TenantLoad(
                                tenant,
                                waiting.getOrDefault(tenant, 0),
                                left,
                                policy.queued(),
                                policy.quota()));
            }
        }
        return loads;
    }

    /** The next jobs to be released, first first; at most {@link Book#POSITIONS}. */
    List<FairOrder.Item> order() {
        return book.order();
    }

    private void admit(Job job, Instant now) {
        switch (book.get(job.subject().id())) {
            case null -> enqueue(job, now);
            case Waiting waiting -> publishQueued(waiting.job(), place(waiting.job()), now);
            case Released released -> publishQueued(released.job(), new Book.Place(0, 0), now);
            case Ended ended -> verdicts.admittedAfterEnd(ended, now);
        }
    }

    private void enqueue(Job job, Instant now) {
        String tenant = job.subject().tenant();
        if (book.waiting() >= rules.backlog()) {
            String message = "the pool's queue is full: %d jobs wait".formatted(book.waiting());
            verdicts.reject(job, new GenerationError("overloaded", message, true), now);
        } else if (book.waiting(tenant) >= rules.of(tenant).queued()) {
            String message =
                    "the tenant's queue is full: %d jobs wait".formatted(book.waiting(tenant));
            verdicts.reject(job, new GenerationError("quota_exceeded", message, true), now);
        } else if (!book.buckets().take(tenant, Book.cost(job), now)) {
            String message = "the tenant's quota of GMAC is used up";
            verdicts.reject(job, new GenerationError("quota_exceeded", message, true), now);
        } else {
            book.enqueue(job);
            publishQueued(job, place(job), now);
        }
    }

    private Book.Place place(Job job) {
        return book.place(job.subject().id());
    }

    private void publishQueued(Job job, Book.Place place, Instant now) {
        Duration wait = wait(place.before(), place.cost());
        Instant start = wait == null ? null : now.plus(wait);
        decisions.publish(new GenerationEvent.Queued(job.subject(), now, place.before(), start));
    }

    private @Nullable Duration wait(int before, double cost) {
        int slots = workers.slots();
        if (before == 0 && book.outstanding().size() < slots) {
            return Duration.ZERO;
        }
        return pace.of(cost + book.outstanding().cost() / 2, slots);
    }

    private void release() {
        int window = Rules.window(workers.slots());
        while (!book.paused() && book.outstanding().size() < window) {
            Job job = book.release(this::mayRun);
            if (job == null) {
                return;
            }
            decisions.release(job);
        }
    }

    private boolean mayRun(String tenant) {
        return book.outstanding().of(tenant) < rules.of(tenant).concurrency();
    }
}
