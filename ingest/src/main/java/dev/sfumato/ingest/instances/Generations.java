package dev.sfumato.ingest.instances;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.status.StatusService;
import dev.sfumato.ingest.status.StatusView;
import dev.sfumato.ingest.status.StatusView.Known;
import dev.sfumato.ingest.status.ViewUnavailableException;
import dev.sfumato.ingest.streams.Owner;
import dev.sfumato.schemas.events.GenerationId;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.apache.kafka.streams.state.HostInfo;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Generations, whichever instance knows them. */
public final class Generations {
    private static final String MOVING = "the status view is moving to another instance";

    private final Vertx vertx;
    private final StatusService status;
    private final Places places;
    private final PeerClient peers;

    /**
     * What is wanted of a generation.
     *
     * @param patience longest wait
     * @param untilEnded whether to wait for the terminal state, not only for an id not seen yet
     */
    public record Question(Duration patience, boolean untilEnded) {
        private Map<String, String> headers() {
            return untilEnded ? Map.of("Prefer", "wait=" + patience.toSeconds()) : Map.of();
        }
    }

    /** Over this instance's view, and the others'. */
    public Generations(Vertx vertx, StatusService status, Places places, PeerClient peers) {
        this.vertx = vertx;
        this.status = status;
        this.places = places;
        this.peers = peers;
    }

    /**
     * One of the asker's generations, from its owner; from a copy, and marked so, while the owner
     * can't be reached. Fails with {@link ViewUnavailableException} when neither is there.
     */
    public Future<Optional<Shown>> find(Asker asker, GenerationId id, Question question) {
        return switch (status.owner(id)) {
            case Owner.Here ignored -> owned(asker, id, question);
            case Owner.There there -> away(asker, id, question, there);
            case Owner.Nobody ignored -> Future.failedFuture(new ViewUnavailableException(MOVING));
        };
    }

    /** As {@link #find}, for another instance: from this one's stores alone. */
    public Future<Optional<Shown>> findHere(
            Asker asker, GenerationId id, Question question, Hop hop) {
        return switch (hop) {
            case OWNER ->
                    status.owner(id) instanceof Owner.Here
                            ? owned(asker, id, question)
                            : Future.failedFuture(new ViewUnavailableException(MOVING));
            case COPY -> copied(asker, id);
        };
    }

    /** Removes a generation from the view; completes once Kafka has the order. */
    public CompletableFuture<Void> purge(String tenant, GenerationId id) {
        return status.view().purge(tenant, id);
    }

    private Future<Optional<Shown>> owned(Asker asker, GenerationId id, Question question) {
        StatusView view = status.view();
        CompletableFuture<Optional<Known>> known =
                question.untilEnded()
                        ? view.ended(asker.tenant(), id, question.patience())
                        : view.seen(asker.tenant(), id, question.patience());
        return Future.fromCompletionStage(known, vertx.getOrCreateContext())
                .compose(found -> shown(asker, found, false));
    }

    private Future<Optional<Shown>> away(
            Asker asker, GenerationId id, Question question, Owner.There owner) {
        return peers.get(
                        owner.active(),
                        "/v1/generations/" + id,
                        asker,
                        Hop.OWNER,
                        question.patience(),
                        question.headers())
                .map(Generations::read)
                .recover(failure -> copy(asker, id, owner));
    }

    /** The copy of a generation whose owner doesn't answer. */
    private Future<Optional<Shown>> copy(Asker asker, GenerationId id, Owner.There owner) {
        Future<Optional<Shown>> found =
                owner.standbyHere()
                        ? copied(asker, id)
                        : Future.failedFuture(new ViewUnavailableException(MOVING));
        for (HostInfo host : owner.standbys()) {
            found =
                    found.recover(
                            failure ->
                                    peers.get(host, "/v1/generations/" + id, asker, Hop.COPY)
                                            .map(Generations::read));
        }
        return found.recover(failure -> Future.failedFuture(new ViewUnavailableException(MOVING)));
    }

    /** From a copy here. That an id isn't there means nothing: the copy may lag behind. */
    private Future<Optional<Shown>> copied(Asker asker, GenerationId id) {
        return vertx.executeBlocking(() -> status.view().find(asker.tenant(), id, true), false)
                .compose(
                        known ->
                                known.isPresent()
                                        ? shown(asker, known, true)
                                        : Future.failedFuture(
                                                new ViewUnavailableException(MOVING)));
    }

    private Future<Optional<Shown>> shown(Asker asker, Optional<Known> known, boolean stale) {
        if (known.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        Known found = known.get();
        return places.placed(asker, found)
                .map(
                        json ->
                                Optional.of(
                                        new Shown(
                                                json,
                                                found.firstEvent(),
                                                found.lastEvent(),
                                                stale)));
    }

    private static Optional<Shown> read(PeerClient.Answer answer) {
        if (!answer.isFound() || !(answer.body() instanceof ObjectNode generation)) {
            return Optional.empty();
        }
        return Optional.of(
                new Shown(
                        generation,
                        String.valueOf(answer.headers().get(Shown.FIRST_EVENT)),
                        String.valueOf(answer.headers().get(Shown.LAST_EVENT)),
                        answer.headers().contains(Shown.STALE)));
    }
}
