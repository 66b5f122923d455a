package dev.sfumato.schemas.codec;

import dev.sfumato.schemas.avro.AdmittedRecord;
import dev.sfumato.schemas.avro.AliveRecord;
import dev.sfumato.schemas.avro.DispatchRecord;
import dev.sfumato.schemas.avro.ObservedRecord;
import dev.sfumato.schemas.avro.SwitchedRecord;
import dev.sfumato.schemas.avro.WithdrawnRecord;
import dev.sfumato.schemas.events.DispatchMessage;
import dev.sfumato.schemas.events.DispatchMessage.Admitted;
import dev.sfumato.schemas.events.DispatchMessage.Alive;
import dev.sfumato.schemas.events.DispatchMessage.Observed;
import dev.sfumato.schemas.events.DispatchMessage.Switched;
import dev.sfumato.schemas.events.DispatchMessage.Withdrawn;

/** What dispatch must know, to Avro and back. */
final class Dispatches {
    private Dispatches() {}

    static DispatchRecord toAvro(DispatchMessage message) {
        return new DispatchRecord(body(message));
    }

    private static Object body(DispatchMessage message) {
        return switch (message) {
            case Admitted admitted -> new AdmittedRecord(Jobs.toAvro(admitted.job()));
            case Withdrawn withdrawn ->
                    new WithdrawnRecord(Events.toAvro(withdrawn.subject()), withdrawn.at());
            case Alive alive -> new AliveRecord(Pools.toAvro(alive.heartbeat()));
            case Observed observed -> new ObservedRecord(Events.toAvro(observed.event()));
            case Switched switched ->
                    new SwitchedRecord(switched.pool(), switched.paused(), switched.at());
        };
    }

    static DispatchMessage fromAvro(DispatchRecord message) {
        return switch (message.getMessage()) {
            case AdmittedRecord admitted -> new Admitted(Jobs.fromAvro(admitted.getJob()));
            case WithdrawnRecord withdrawn ->
                    new Withdrawn(Events.fromAvro(withdrawn.getSubject()), withdrawn.getAt());
            case AliveRecord alive -> new Alive(Pools.fromAvro(alive.getHeartbeat()));
            case ObservedRecord observed -> new Observed(Events.fromAvro(observed.getEvent()));
            case SwitchedRecord switched ->
                    new Switched(switched.getPool(), switched.getPaused(), switched.getAt());
            default -> throw new MalformedRecordException("unknown type of dispatch message");
        };
    }
}
