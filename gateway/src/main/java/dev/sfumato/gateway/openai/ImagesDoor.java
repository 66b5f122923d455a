package dev.sfumato.gateway.openai;

import dev.sfumato.gateway.replay.Feeds;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.submission.Submission;
import dev.sfumato.schemas.events.Command;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code POST /v1/images/generations} and {@code /v1/images/edits}. A client that goes away takes
 * its request back. On event loops.
 */
public final class ImagesDoor {
    private static final Logger log = LoggerFactory.getLogger(ImagesDoor.class);
    private static final long MAX_FILES = 33L * 1024 * 1024;
    private static final int MAX_EDITS = 16;
    private static final Duration UPLOAD = Duration.ofSeconds(60);
    private static final Duration BUSY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Feeds feeds;
    private final Submission submission;
    private final Pictures pictures;
    private final Duration signOfLife;
    private final Semaphore edits = new Semaphore(MAX_EDITS);

    /**
     * Two routes.
     *
     * @param signOfLife how often a client that waits is told so
     */
    public ImagesDoor(
            Vertx vertx,
            Feeds feeds,
            Submission submission,
            ArtifactStore store,
            Duration signOfLife) {
        this.vertx = vertx;
        this.feeds = feeds;
        this.submission = submission;
        this.pictures = new Pictures(vertx, store);
        this.signOfLife = signOfLife;
    }

    /** Answers a request whose body was read. */
    public void generations(RoutingContext context) {
        Buffer body = context.body().buffer();
        try {
            ask(context, ImagesRequest.read(body == null ? Buffer.buffer() : body))
                    .onFailure(failure -> error(failure).send(context.response()));
        } catch (ApiException e) {
            e.error().send(context.response());
        }
    }

    /** Answers a request whose body is still to be read: few at a time, as pictures are large. */
    public void edits(RoutingContext context) {
        if (!edits.tryAcquire()) {
            busy().send(context.response());
            return;
        }
        Form.read(context.request(), MAX_FILES)
                .timeout(UPLOAD.toMillis(), TimeUnit.MILLISECONDS)
                .compose(form -> vertx.executeBlocking(() -> edit(form), false))
                .compose(asked -> ask(context, asked))
                .onComplete(ignored -> edits.release())
                .onFailure(failure -> refuse(context, failure));
    }

    private static ImagesRequest edit(Form form) {
        for (String name : form.files().keySet()) {
            if (!name.equals("image") && !name.equals("mask")) {
                throw new ApiException(ApiError.invalid("image", "files are image and mask"));
            }
        }
        return ImagesRequest.edit(
                form.fields(), EditInputs.of(bytes(form, "image"), bytes(form, "mask")));
    }

    private static byte @Nullable [] bytes(Form form, String name) {
        Buffer file = form.files().get(name);
        return file == null ? null : file.getBytes();
    }

    private Future<Void> ask(RoutingContext context, ImagesRequest asked) {
        String tenant = Access.caller(context).tenant();
        return submission
                .prepareWithinLimits(tenant, asked.request(), null)
                .compose(command -> begin(context, tenant, asked, command));
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
        Exchange.Reply reply = reply(context, tenant, asked);
        var exchange = new Exchange(vertx.getOrCreateContext(), reply);
        long timer = vertx.setPeriodic(signOfLife.toMillis(), ignored -> reply.waiting());
        response.endHandler(ignored -> vertx.cancelTimer(timer));
        response.closeHandler(
                ignored -> {
                    vertx.cancelTimer(timer);
                    if (!exchange.isOver()) {
                        exchange.end();
                        submission.cancel(tenant, command.id());
                    }
                });
        exchange.watchedBy(expected.join(exchange));
        if (response.closed()) {
            vertx.cancelTimer(timer);
        }
    }

    private Exchange.Reply reply(RoutingContext context, String tenant, ImagesRequest asked) {
        HttpServerRequest request = context.request();
        if (!asked.stream()) {
            String base = request.scheme() + "://" + request.authority();
            return new WholeReply(request.response(), tenant, asked, base, pictures);
        }
        var streamed = new StreamedReply(vertx, request.response(), tenant, asked, pictures);
        streamed.begin();
        return streamed;
    }

    /**
     * What wasn't read to its end can't be followed by another request on its connection, and the
     * client is told so: it would otherwise send the next one into a connection that closes.
     */
    private static void refuse(RoutingContext context, Throwable failure) {
        HttpServerRequest request = context.request();
        boolean whole = request.isEnded() || request.version() == HttpVersion.HTTP_2;
        if (!whole) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        error(failure).send(context.response());
        if (!whole) {
            request.connection().close();
        }
    }

    static ApiError error(Throwable failure) {
        if (failure instanceof ApiException known) {
            return known.error();
        }
        if (failure instanceof ProblemException known) {
            return ApiError.of(known.problem());
        }
        if (failure instanceof TimeoutException) {
            String message = "The form must arrive within %d s.".formatted(UPLOAD.toSeconds());
            return new ApiError(408, "invalid_request_error", "timeout", message, null);
        }
        log.atError().setCause(failure).log("images request failed");
        return new ApiError(500, "server_error", "internal", "Something went wrong here.", null);
    }

    private static ApiError busy() {
        return new ApiError(
                503, "server_error", "unavailable", "Too many edits at once.", null, BUSY);
    }
}
