package dev.sfumato.schemas.codec;

import static dev.sfumato.schemas.codec.Values.all;
import static dev.sfumato.schemas.codec.Values.maybe;

import dev.sfumato.schemas.avro.DefaultsRecord;
import dev.sfumato.schemas.avro.HeartbeatRecord;
import dev.sfumato.schemas.avro.ModelCardRecord;
import dev.sfumato.schemas.avro.PoolRecord;
import dev.sfumato.schemas.avro.TenantLoadRecord;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.Quota;
import dev.sfumato.schemas.events.TenantLoad;

/** What is known of workers and pools, to Avro and back. */
final class Pools {
    private Pools() {}

    static HeartbeatRecord toAvro(Heartbeat heartbeat) {
        return new HeartbeatRecord(
                heartbeat.worker(),
                heartbeat.pool(),
                heartbeat.at(),
                heartbeat.slots(),
                all(heartbeat.running(), GenerationId::value),
                heartbeat.devices(),
                all(heartbeat.models(), Pools::toAvro),
                heartbeat.stopping());
    }

    static Heartbeat fromAvro(HeartbeatRecord heartbeat) {
        return new Heartbeat(
                heartbeat.getWorker(),
                heartbeat.getPool(),
                heartbeat.getAt(),
                heartbeat.getSlots(),
                all(heartbeat.getRunning(), GenerationId::new),
                heartbeat.getDevices(),
                all(heartbeat.getModels(), Pools::fromAvro),
                heartbeat.getStopping());
    }

    private static ModelCardRecord toAvro(ModelCard card) {
        ModelCard.Defaults defaults = card.defaults();
        return new ModelCardRecord(
                card.id(),
                card.modality(),
                card.family(),
                card.tasks(),
                card.schedulers(),
                toAvro(defaults),
                card.maxSteps(),
                card.maxCount(),
                card.parametersSchema(),
                card.cost(),
                maybe(card.fast(), Pools::toAvro),
                card.adapters());
    }

    private static DefaultsRecord toAvro(ModelCard.Defaults defaults) {
        return new DefaultsRecord(defaults.steps(), defaults.guidanceScale(), defaults.scheduler());
    }

    private static ModelCard.Defaults fromAvro(DefaultsRecord defaults) {
        return new ModelCard.Defaults(
                defaults.getSteps(), defaults.getGuidanceScale(), defaults.getScheduler());
    }

    private static ModelCard fromAvro(ModelCardRecord card) {
        DefaultsRecord defaults = card.getDefaults();
        return new ModelCard(
                card.getId(),
                card.getModality(),
                card.getFamily(),
                card.getTasks(),
                card.getSchedulers(),
                fromAvro(defaults),
                card.getMaxSteps(),
                card.getMaxCount(),
                card.getParametersSchema(),
                card.getCost(),
                maybe(card.getFast(), Pools::fromAvro),
                card.getAdapters());
    }

    static PoolRecord toAvro(PoolSnapshot pool) {
        return new PoolRecord(
                pool.pool(),
                pool.at(),
                pool.backlog(),
                pool.outstanding(),
                pool.window(),
                pool.workers(),
                pool.slots(),
                pool.expectedWaitMs(),
                pool.paused(),
                all(pool.tenants(), Pools::toAvro));
    }

    private static TenantLoadRecord toAvro(TenantLoad load) {
        boolean hasQuota = load.quota().isLimited();
        return new TenantLoadRecord(
                load.tenant(),
                load.waiting(),
                load.quotaLeft(),
                load.queued() == Integer.MAX_VALUE ? null : load.queued(),
                hasQuota ? load.quota().perSecond() : null,
                hasQuota ? load.quota().burst() : null);
    }

    static PoolSnapshot fromAvro(PoolRecord pool) {
        return new PoolSnapshot(
                pool.getPool(),
                pool.getAt(),
                pool.getBacklog(),
                pool.getOutstanding(),
                pool.getWindow(),
                pool.getWorkers(),
                pool.getSlots(),
                pool.getExpectedWaitMs(),
                pool.getPaused(),
                all(pool.getTenants(), Pools::fromAvro));
    }

    private static TenantLoad fromAvro(TenantLoadRecord load) {
        Integer queued = load.getQueued();
        Double perSecond = load.getQuotaPerSecond();
        Double burst = load.getQuotaBurst();
        return new TenantLoad(
                load.getTenant(),
                load.getWaiting(),
                load.getQuotaLeft(),
                queued == null ? Integer.MAX_VALUE : queued,
                perSecond == null || burst == null ? Quota.NONE : new Quota(perSecond, burst));
    }
}
