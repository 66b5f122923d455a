package dev.sfumato.ingest.http;

import dev.sfumato.ingest.admission.Judge;
import dev.sfumato.ingest.admission.Judge.Judgement;
import dev.sfumato.ingest.dispatch.Quota;
import dev.sfumato.ingest.dispatch.TenantPolicy;
import dev.sfumato.ingest.tenants.Tenant;
import dev.sfumato.ingest.tenants.Tenants;
import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.TenantLoad;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells clients before their request is accepted what admission and dispatch would only tell them
 * later: a tenant's rules, exactly; its limits as of the pool's last snapshot and of what this door
 * let in since. Called on the event loop; returns at once.
 */
public final class Doorkeeper {
    private static final Duration QUEUE_FULL = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Judge judge;
    private final Tenants tenants;
    private final FleetView fleet;
    private final Clock clock;
    private final Recently recently = new Recently();

    /** At the door of one instance. */
    public Doorkeeper(Vertx vertx, Judge judge, Tenants tenants, FleetView fleet, Clock clock) {
        this.vertx = vertx;
        this.judge = judge;
        this.tenants = tenants;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** The command, if it may be accepted; fails with a {@link ProblemException}, 422 or 429. */
    Future<Command.Generate> pass(Command.Generate command) {
        Tenant tenant = tenants.of(command.tenant());
        if (tenant.equals(Tenant.OPEN)) {
            return Future.succeededFuture(command);
        }
        return vertx.executeBlocking(() -> check(command, tenant.share()), false);
    }

    private Command.Generate check(Command.Generate command, TenantPolicy share) {
        switch (judge.judge(command)) {
            case Judgement.Waits ignored -> {}
            case Judgement.Taken taken -> requireRoom(taken.event(), share);
            case Judgement.Refused refused ->
                    throw new ProblemException(
                            Problem.refused(refused.code(), refused.violations()));
        }
        return command;
    }

    private void requireRoom(Accepted accepted, TenantPolicy share) {
        String tenant = accepted.subject().tenant();
        double cost = accepted.request().cost();
        PoolSnapshot snapshot = fleet.pool(accepted.subject().pool());
        if (snapshot == null) {
            return;
        }
        Instant now = clock.instant();
        TenantLoad load = snapshot.loadOf(tenant);
        synchronized (recently) {
            Recently.Sum since =
                    recently.since(accepted.subject().pool(), tenant, snapshot.at(), now);
            int waiting = (load == null ? 0 : load.waiting()) + since.count();
            if (waiting >= share.queued()) {
                throw tooMany(
                        "queued: a tenant may have %d jobs waiting, %d wait"
                                .formatted(share.queued(), waiting),
                        QUEUE_FULL);
            }
            requireQuota(share.quota(), load, snapshot.at(), now, since.cost(), cost);
            recently.add(accepted.subject().pool(), tenant, now, cost);
        }
    }

    private static void requireQuota(
            Quota quota,
            @Nullable TenantLoad load,
            Instant at,
            Instant now,
            double since,
            double cost) {
        Double left = load == null ? null : load.quotaLeft();
        double before = left == null ? quota.burst() : left;
        double level = quota.level(before - since, Duration.between(at, now));
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
