package dev.sfumato.ingest.http;

import dev.sfumato.ingest.admission.Judge;
import dev.sfumato.ingest.admission.Judge.Judgement;
import dev.sfumato.ingest.dispatch.TenantPolicy;
import dev.sfumato.ingest.tenants.Tenant;
import dev.sfumato.ingest.tenants.Tenants;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.limits.TenantLimits;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationEvent.Accepted;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Tells clients before their request is accepted what admission and dispatch would only tell them
 * later: a tenant's rules, exactly; its limits as of the pool's last snapshot and of what this door
 * let in since. Called on the event loop; returns at once.
 */
public final class Doorkeeper {
    private final Vertx vertx;
    private final Judge judge;
    private final Tenants tenants;
    private final TenantLimits limits;

    /** At the door of one instance. */
    public Doorkeeper(Vertx vertx, Judge judge, Tenants tenants, TenantLimits limits) {
        this.vertx = vertx;
        this.judge = judge;
        this.tenants = tenants;
        this.limits = limits;
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
        limits.require(
                accepted.subject().pool(),
                accepted.subject().tenant(),
                share.queued(),
                share.quota(),
                accepted.request().cost());
    }
}
