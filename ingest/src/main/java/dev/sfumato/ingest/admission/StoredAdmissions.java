package dev.sfumato.ingest.admission;

import dev.sfumato.ingest.status.ViewUnavailableException;
import dev.sfumato.ingest.streams.Owner;
import dev.sfumato.ingest.streams.StreamsApplication;
import dev.sfumato.schemas.events.GenerationId;

import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Reads the store of the admission application, as far as this instance holds it. Any thread. */
public final class StoredAdmissions implements Admissions {

    private final StreamsApplication application;

    /** Over the running application. */
    public StoredAdmissions(StreamsApplication application) {
        this.application = application;
    }

    @Override
    public Owner owner(GenerationId id) {
        return application.owner(AdmissionTopology.DECIDED, id.toString());
    }

    @Override
    public Optional<Remembered> find(GenerationId id, boolean standby) {
        byte[] decided = read(AdmissionTopology.DECIDED, id, standby);
        if (decided != null) {
            Decided found = Decided.CODEC.decode(decided);
            return Optional.of(new Remembered(found.tenant(), found.bodyHash()));
        }
        byte[] parked = read(AdmissionTopology.PARKED, id, standby);
        if (parked != null) {
            Parked found = Parked.CODEC.decode(parked);
            return Optional.of(
                    new Remembered(found.command().tenant(), found.command().bodyHash()));
        }
        return Optional.empty();
    }

    private byte @Nullable [] read(String store, GenerationId id, boolean standby) {
        try {
            ReadOnlyKeyValueStore<String, byte[]> rows =
                    application.store(
                            store, id.toString(), QueryableStoreTypes.keyValueStore(), standby);
            return rows.get(id.toString());
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new ViewUnavailableException("what was admitted is being restored");
        }
    }
}
