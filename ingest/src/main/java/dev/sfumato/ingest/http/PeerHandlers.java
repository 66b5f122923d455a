package dev.sfumato.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.instances.Asker;
import dev.sfumato.ingest.instances.Hop;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.ext.web.RoutingContext;

/**
 * What only other instances ask, with their callers' credentials, and what is nobody's contract.
 * Handlers are called on the event loop.
 */
final class PeerHandlers {
    private final IngestRoutes.Parts parts;

    PeerHandlers(IngestRoutes.Parts parts) {
        this.parts = parts;
    }

    /** The hash of the request that took an id. */
    void admission(RoutingContext context) {
        Hop hop = Hop.of(context.request());
        parts.taken()
                .here(Asker.of(context), Answers.id(context), hop == null ? Hop.OWNER : hop)
                .recover(Answers::translated)
                .map(
                        hash ->
                                hash.orElseThrow(
                                        () ->
                                                new ProblemException(
                                                        Problem.notFound("the id isn't taken"))))
                .onSuccess(
                        hash ->
                                Answers.send(
                                        context,
                                        200,
                                        Answers.JSON.createObjectNode().put("body_hash", hash)))
                .onFailure(context::fail);
    }

    /** Where the caller's jobs stand in a pool's queue. */
    void positions(RoutingContext context) {
        ObjectNode body = Answers.JSON.createObjectNode();
        ObjectNode positions = body.putObject("positions");
        parts.places()
                .here(Asker.of(context).tenant(), context.pathParam("pool"))
                .forEach(positions::put);
        Answers.send(context, 200, body);
    }
}
