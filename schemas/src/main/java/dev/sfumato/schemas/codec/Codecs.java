package dev.sfumato.schemas.codec;

import dev.sfumato.schemas.avro.CancelJobRecord;
import dev.sfumato.schemas.avro.CommandRecord;
import dev.sfumato.schemas.avro.DispatchRecord;
import dev.sfumato.schemas.avro.EventRecord;
import dev.sfumato.schemas.avro.GenerationRecord;
import dev.sfumato.schemas.avro.HeartbeatRecord;
import dev.sfumato.schemas.avro.JobRecord;
import dev.sfumato.schemas.avro.OutcomeRecord;
import dev.sfumato.schemas.avro.PoolRecord;
import dev.sfumato.schemas.avro.PreviewRecord;
import dev.sfumato.schemas.events.CancelJob;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.GenerationEvent;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.Job;
import dev.sfumato.schemas.events.Outcome;
import dev.sfumato.schemas.events.PoolSnapshot;
import dev.sfumato.schemas.events.Preview;

/**
 * The codec of every topic and store. What is decoded equals what was encoded, with times cut to
 * microseconds, and numbers inside JSON values as Integer, Long, BigInteger or Double, whichever
 * fits.
 */
public final class Codecs {
    private static final Codec<GenerationEvent> EVENTS =
            new AvroCodec<>(EventRecord.class, Events::toAvro, Events::fromAvro);
    private static final Codec<Preview> PREVIEWS =
            new AvroCodec<>(PreviewRecord.class, Events::toAvro, Events::fromAvro);
    private static final Codec<Command> COMMANDS =
            new AvroCodec<>(CommandRecord.class, Commands::toAvro, Commands::fromAvro);
    private static final Codec<DispatchMessage> DISPATCH =
            new AvroCodec<>(DispatchRecord.class, Dispatches::toAvro, Dispatches::fromAvro);
    private static final Codec<Job> JOBS =
            new AvroCodec<>(JobRecord.class, Jobs::toAvro, Jobs::fromAvro);
    private static final Codec<CancelJob> CONTROL =
            new AvroCodec<>(CancelJobRecord.class, Jobs::toAvro, Jobs::fromAvro);
    private static final Codec<Heartbeat> HEARTBEATS =
            new AvroCodec<>(HeartbeatRecord.class, Pools::toAvro, Pools::fromAvro);
    private static final Codec<PoolSnapshot> POOLS =
            new AvroCodec<>(PoolRecord.class, Pools::toAvro, Pools::fromAvro);
    private static final Codec<Generation> GENERATIONS =
            new AvroCodec<>(GenerationRecord.class, Generations::toAvro, Generations::fromAvro);
    private static final Codec<Outcome> OUTCOMES =
            new AvroCodec<>(OutcomeRecord.class, Generations::toAvro, Generations::fromAvro);

    private static final Codec<DoorValue> DOORS = new DoorCodec();

    private Codecs() {}

    /** Avro values of {@code sfumato.commands*}. */
    public static Codec<DoorValue> doors() {
        return DOORS;
    }

    /** Values of {@code sfumato.events}. */
    public static Codec<GenerationEvent> events() {
        return EVENTS;
    }

    /** Values of {@code sfumato.previews}. */
    public static Codec<Preview> previews() {
        return PREVIEWS;
    }

    /** Values of {@code sfumato.admission}. */
    public static Codec<Command> commands() {
        return COMMANDS;
    }

    /** Values of {@code sfumato.dispatch}. */
    public static Codec<DispatchMessage> dispatch() {
        return DISPATCH;
    }

    /** Values of {@code sfumato.work.<pool>}. */
    public static Codec<Job> jobs() {
        return JOBS;
    }

    /** Values of {@code sfumato.control}. */
    public static Codec<CancelJob> control() {
        return CONTROL;
    }

    /** Values of {@code sfumato.workers}. */
    public static Codec<Heartbeat> heartbeats() {
        return HEARTBEATS;
    }

    /** Values of {@code sfumato.pools}. */
    public static Codec<PoolSnapshot> pools() {
        return POOLS;
    }

    /** Values of state stores. */
    public static Codec<Generation> generations() {
        return GENERATIONS;
    }

    /** Values of {@code sfumato.results}. */
    public static Codec<Outcome> outcomes() {
        return OUTCOMES;
    }
}
