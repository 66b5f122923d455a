package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.gateway.replay.Feeds;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.events.Command;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/images/generations}. A client that goes away takes its request back. */
public final class ImagesDoor implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(ImagesDoor.class);

    private final Vertx vertx;
    private final Feeds feeds;
    private final Submission submission;
    private final Pictures pictures;

    public ImagesDoor(Vertx vertx, Feeds feeds, Submission submission, ArtifactStore store) {
        this.vertx = vertx;
        this.feeds = feeds;
        this.submission = submission;
        this.pictures = new Pictures(vertx, store);
    }

    @Override
    public void handle(RoutingContext context) {
        Buffer body = context.body().buffer();
        String tenant = Access.caller(context).tenant();
        HttpServerResponse response = context.response();
        ImagesRequest asked;
        try {
            asked = ImagesRequest.read(body == null ? Buffer.buffer() : body);
        } catch (ApiException e) {
            e.error().send(response);
            return;
        }
        JsonNode request = asked.request();
        submission
                .prepare(tenant, request, null)
                .compose(command -> begin(context, tenant, asked, command))
                .onFailure(failure -> error(failure).send(response));
    }

    private Future<Void> begin(
            RoutingContext context, String tenant, ImagesRequest asked, Command.Generate command) {
        return feeds.expect(command.id(), tenant)
                .compose(
                        expected ->
                                submission
                                        .submit(command)
                                        .onFailure(ignored -> expected.close())
                                        .map(
                                                id -> {
                                                    wait(context, tenant, asked, command, expected);
                                                    return null;
                                                }));
    }

    private void wait(
            RoutingContext context,
            String tenant,
            ImagesRequest asked,
            Command.Generate command,
            Feeds.Expected expected) {
        HttpServerResponse response = context.response();
        var exchange = new Exchange(vertx.getOrCreateContext(), reply(context, tenant, asked));
        response.closeHandler(
                ignored -> {
                    if (!exchange.isOver()) {
                        exchange.end();
                        submission.cancel(tenant, command.id());
                    }
                });
        exchange.watchedBy(expected.join(exchange));
    }

    private Exchange.Reply reply(RoutingContext context, String tenant, ImagesRequest asked) {
        HttpServerResponse response = context.response();
        if (!asked.stream()) {
            String base = context.request().scheme() + "://" + context.request().authority();
            return new WholeReply(response, tenant, asked, base, pictures);
        }
        var streamed = new StreamedReply(response, tenant, asked, pictures);
        streamed.begin();
        return streamed;
    }

    static ApiError error(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return ApiError.of(known.problem());
        }
        log.atError().setCause(failure).log("images request failed");
        return new ApiError(500, "server_error", "internal", "Something went wrong here.", null);
    }
}
