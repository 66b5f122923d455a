package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.Fixtures;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.requests.Priority;

import java.util.Collection;
import java.util.Random;

/** Tenants of one class that always have two jobs waiting; adds up what was released of them. */
final class Flood {
    private static final int MOST = 10;

    private final Pool pool;
    private final Random random;
    private int jobs;
    private int seen;
    private double done;

    Flood(Pool pool, Collection<String> tenants, Random random) {
        this.pool = pool;
        this.random = random;
        tenants.forEach(this::add);
        tenants.forEach(this::add);
        refill();
    }

    void completeOne() {
        pool.completeOldest();
        refill();
    }

    /** GMAC that were released. */
    double done() {
        return done;
    }

    private void refill() {
        for (; seen < pool.decisions.size(); seen++) {
            if (pool.decisions.get(seen) instanceof Decision.Release release) {
                Job job = release.job();
                if (job.subject().tenant().startsWith("flood")) {
                    done += job.request().cost();
                    add(job.subject().tenant());
                }
            }
        }
    }

    private void add(String tenant) {
        double cost = 1 + random.nextInt(MOST);
        pool.admit(Fixtures.job(jobs++, tenant, Priority.STANDARD, cost));
    }
}
