package dev.sfumato.platform.limits;

import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.TenantLoad;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.Resolution;
import dev.sfumato.schemas.requests.Resolver;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Refuses, before it is accepted, what dispatch would refuse later since its tenant has no room: as
 * of the pool's last snapshot, and of what this process let in since. Thread-safe.
 */
public final class TenantLimits {
    private static final Duration QUEUE_FULL = Duration.ofSeconds(5);

    private final FleetView fleet;
    private final Resolver.Settings settings;
    private final Clock clock;
    private final Recently recently = new Recently();

    public TenantLimits(FleetView fleet, Clock clock) {
        this.fleet = fleet;
        this.settings = Resolver.Settings.of(fleet.defaultModel());
        this.clock = clock;
    }

    /**
     * Counts a command in, by the limits that the snapshot tells. What can't be judged passes:
     * admission has the last word, and so has dispatch about tenants it doesn't speak of.
     *
     * @throws ProblemException 429
     */
    public void require(Command.Generate command) {
        GenerationRequest request = command.request();
        String model = request.model() == null ? fleet.defaultModel() : request.model();
        Optional<ModelCard> card = fleet.find(model);
        Optional<String> pool = fleet.poolOf(model);
        if (card.isEmpty() || pool.isEmpty()) {
            return;
        }
        Resolution resolution =
                Resolver.resolve(request, command.id(), command.at(), card.get(), settings);
        if (resolution instanceof Resolution.Resolved resolved) {
            require(pool.get(), command.tenant(), resolved.request().cost());
        }
    }

    private void require(String pool, String tenant, double cost) {
        PoolSnapshot snapshot = fleet.pool(pool);
        TenantLoad load = snapshot == null ? null : snapshot.loadOf(tenant);
        if (load == null) {
            require(pool, tenant, Integer.MAX_VALUE, Quota.NONE, cost);
        } else {
            require(pool, tenant, load.queued(), load.quota(), cost);
        }
    }

    /**
     * Counts a job in, by limits that the door knows itself.
     *
     * @param queued largest number of jobs that may wait
     * @param cost GMAC
     * @throws ProblemException 429
     */
    public void require(String pool, String tenant, int queued, Quota quota, double cost) {
        PoolSnapshot snapshot = fleet.pool(pool);
        if (snapshot == null) {
            return;
        }
        Instant now = clock.instant();
        synchronized (recently) {
            if (queued != Integer.MAX_VALUE || quota.isLimited()) {
                Recently.Sum since = recently.since(pool, tenant, snapshot.at(), now);
                check(snapshot, snapshot.loadOf(tenant), queued, quota, since, now, cost);
            }
            recently.add(pool, tenant, now, cost);
        }
    }

    private static void check(
            PoolSnapshot snapshot,
            @Nullable TenantLoad load,
            int queued,
            Quota quota,
            Recently.Sum since,
            Instant now,
            double cost) {
        int waiting = (load == null ? 0 : load.waiting()) + since.count();
        if (waiting >= queued) {
            throw tooMany(
                    "queued: a tenant may have %d jobs waiting, %d wait".formatted(queued, waiting),
                    QUEUE_FULL);
        }
        Double left = load == null ? null : load.quotaLeft();
        double before = (left == null ? quota.burst() : left) - since.cost();
        requireQuota(quota, quota.level(before, Duration.between(snapshot.at(), now)), cost);
    }

    private static void requireQuota(Quota quota, double level, double cost) {
        if (!quota.allows(level, cost)) {
            throw tooMany(
                    "quota: the request costs %.0f GMAC, %.0f of the tenant's %.0f are left, %.1f come each second"
                            .formatted(cost, Math.max(0, level), quota.burst(), quota.perSecond()),
                    quota.delay(level, cost));
        }
    }

    private static ProblemException tooMany(String rule, Duration retryAfter) {
        return new ProblemException(Problem.tooMany("quota_exceeded", rule, retryAfter));
    }
}
