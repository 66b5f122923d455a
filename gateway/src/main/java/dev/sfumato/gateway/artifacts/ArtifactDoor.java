package dev.sfumato.gateway.artifacts;

import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.StoreException;
import dev.sfumato.platform.artifacts.StoredArtifact;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * {@code GET} and {@code HEAD /v1/artifacts/{id}}: the bytes, whole or in part. An artifact never
 * changes, so whoever has it needs to ask only whether they still may see it. A store that signs
 * links gives the bytes itself.
 */
public final class ArtifactDoor implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(ArtifactDoor.class);
    private static final int CHUNK = 256 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ArtifactStore store;

    public ArtifactDoor(Vertx vertx, ArtifactStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    @Override
    public void handle(RoutingContext context) {
        String tenant = Access.caller(context).tenant();
        String id = context.pathParam("id");
        vertx.executeBlocking(() -> store.find(tenant, id), false)
                .map(
                        found ->
                                found.orElseThrow(
                                        () -> problem(Problem.notFound("there is no artifact"))))
                .compose(
                        artifact ->
                                redirected(context, artifact)
                                        .compose(
                                                done ->
                                                        done
                                                                ? Future.succeededFuture()
                                                                : answer(context, artifact)))
                .onFailure(failure -> fail(context, failure));
    }

    private Future<Void> answer(RoutingContext context, StoredArtifact artifact) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        String etag = '"' + artifact.id() + '"';
        describe(response, artifact, etag);
        if (matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
            return response.setStatusCode(304).end();
        }
        ByteRange part;
        try {
            part = ByteRange.parse(range(request, etag), artifact.bytes());
        } catch (ByteRange.Unsatisfiable e) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + artifact.bytes());
            throw problem(
                    Problem.of(416, "range_not_satisfiable", "No such part", "of this artifact"));
        }
        ByteRange sent = part == null ? ByteRange.whole(artifact.bytes()) : part;
        if (part != null) {
            response.setStatusCode(206)
                    .putHeader(HttpHeaders.CONTENT_RANGE, part.of(artifact.bytes()));
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(sent.length()));
        return request.method().equals(HttpMethod.HEAD)
                ? response.end()
                : send(response, artifact, sent);
    }

    /** To where the store gives the bytes itself; false when it doesn't. */
    private Future<Boolean> redirected(RoutingContext context, StoredArtifact artifact) {
        if (!context.request().method().equals(HttpMethod.GET)) {
            return Future.succeededFuture(false);
        }
        return vertx.executeBlocking(() -> store.link(artifact.tenant(), artifact.id()), false)
                .compose(
                        link ->
                                link.isEmpty()
                                        ? Future.succeededFuture(false)
                                        : context.response()
                                                .setStatusCode(307)
                                                .putHeader(
                                                        HttpHeaders.LOCATION, link.get().toString())
                                                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                                                .end()
                                                .map(sent -> true));
    }

    private Future<Void> send(
            HttpServerResponse response, StoredArtifact artifact, ByteRange part) {
        return vertx.executeBlocking(
                        () ->
                                store.open(
                                                artifact.tenant(),
                                                artifact.id(),
                                                part.from(),
                                                part.length())
                                        .orElseThrow(
                                                () -> problem(Problem.notFound("it was removed"))),
                        false)
                .compose(
                        bytes ->
                                pump(bytes, response)
                                        .eventually(
                                                () -> vertx.executeBlocking(() -> close(bytes))))
                .compose(ignored -> response.end());
    }

    /** One chunk after the other, each when the client has taken the one before. */
    private Future<Void> pump(InputStream bytes, HttpServerResponse response) {
        return vertx.executeBlocking(() -> bytes.readNBytes(CHUNK), false)
                .compose(
                        chunk ->
                                chunk.length == 0
                                        ? Future.succeededFuture()
                                        : response.write(Buffer.buffer(chunk))
                                                .compose(ignored -> pump(bytes, response)));
    }

    private static void describe(
            HttpServerResponse response, StoredArtifact artifact, String etag) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, artifact.mediaType())
                .putHeader(HttpHeaders.ETAG, etag)
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .putHeader("X-Content-Type-Options", "nosniff")
                // A file that someone uploaded must never run as a page of this server.
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** With another {@code If-Range}, the client's parts are of something else: it needs all. */
    private static @Nullable String range(HttpServerRequest request, String etag) {
        String condition = request.getHeader("If-Range");
        return condition == null || condition.equals(etag) ? request.getHeader("Range") : null;
    }

    private static boolean matches(@Nullable String header, String etag) {
        return header != null
                && Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .anyMatch(
                                each ->
                                        each.equals("*")
                                                || each.equals(etag)
                                                || each.equals("W/" + etag));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof StoreException) {
            log.atWarn().setCause(failure).log("artifact store failed");
            context.fail(problem(Problem.unavailable("the artifact store fails now", RETRY_AFTER)));
        } else if (!context.response().closed()) {
            context.fail(failure);
        }
    }

    private static ProblemException problem(Problem problem) {
        return new ProblemException(problem);
    }

    private static @Nullable Void close(InputStream bytes) throws IOException {
        bytes.close();
        return null;
    }
}
