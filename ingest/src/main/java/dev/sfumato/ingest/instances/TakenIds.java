package dev.sfumato.ingest.instances;

import dev.sfumato.ingest.admission.Admissions;
import dev.sfumato.ingest.admission.Admissions.Remembered;
import dev.sfumato.ingest.status.ViewUnavailableException;
import dev.sfumato.ingest.streams.Owner;
import dev.sfumato.schemas.events.GenerationId;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.Optional;

/** Which ids are taken, and by what request, whichever instance remembers them. */
public final class TakenIds {
    private static final String MOVING = "what was admitted is moving to another instance";

    private final Vertx vertx;
    private final Admissions admissions;
    private final PeerClient peers;

    /** Over what this instance remembers, and the others. */
    public TakenIds(Vertx vertx, Admissions admissions, PeerClient peers) {
        this.vertx = vertx;
        this.admissions = admissions;
        this.peers = peers;
    }

    /**
     * The hash of the request that took an id; empty when none of the asker's did. Fails with
     * {@link ViewUnavailableException} while nobody can say.
     */
    public Future<Optional<String>> bodyHash(Asker asker, GenerationId id) {
        return switch (admissions.owner(id)) {
            case Owner.Here ignored -> here(asker, id, Hop.OWNER);
            case Owner.There there -> away(asker, id, there);
            case Owner.Nobody ignored -> Future.failedFuture(new ViewUnavailableException(MOVING));
        };
    }

    /** As {@link #bodyHash}, from what this instance remembers. */
    public Future<Optional<String>> here(Asker asker, GenerationId id, Hop hop) {
        boolean copy = hop == Hop.COPY;
        return vertx.executeBlocking(() -> admissions.find(id, copy), false)
                .map(
                        found ->
                                found.filter(each -> each.tenant().equals(asker.tenant()))
                                        .map(Remembered::bodyHash));
    }

    private Future<Optional<String>> away(Asker asker, GenerationId id, Owner.There owner) {
        return peers.get(owner.active(), "/v1/generations/" + id + "/admission", asker, Hop.OWNER)
                .map(answer -> Optional.ofNullable(answer.body().path("body_hash").textValue()))
                .recover(
                        failure ->
                                owner.standbyHere()
                                        ? here(asker, id, Hop.COPY)
                                        : Future.failedFuture(
                                                new ViewUnavailableException(MOVING)));
    }
}
