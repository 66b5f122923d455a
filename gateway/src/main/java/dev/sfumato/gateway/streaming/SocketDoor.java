package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Feeds;
import dev.sfumato.gateway.replay.Viewer;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Caller;
import dev.sfumato.platform.http.Origins;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.platform.submission.Submission;

import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;

import java.time.Clock;
import java.util.Arrays;

/** {@code GET /v1/stream}: the WebSocket with the subprotocol {@code sfumato.v1}. */
public final class SocketDoor implements Handler<RoutingContext> {
    /** What the server agrees on. */
    public static final String SUBPROTOCOL = "sfumato.v1";

    private static final short PROTOCOL_ERROR = 1002;
    private static final short MESSAGE_TOO_BIG = 1009;

    private final Vertx vertx;
    private final Feeds feeds;
    private final Submission submission;
    private final Origins origins;
    private final SocketLimits limits;
    private final EventLoops loops;
    private final Meters meters;

    public SocketDoor(
            Vertx vertx,
            Feeds feeds,
            Submission submission,
            Origins origins,
            SocketLimits limits,
            EventLoops loops,
            Meters meters) {
        this.vertx = vertx;
        this.feeds = feeds;
        this.submission = submission;
        this.origins = origins;
        this.limits = limits;
        this.loops = loops;
        this.meters = meters;
    }

    @Override
    public void handle(RoutingContext context) {
        Caller caller = Access.caller(context);
        if (!origins.allows(context.request())) {
            throw new ProblemException(Problem.forbidden("the page's origin isn't allowed"));
        }
        if (!offersSubprotocol(context)) {
            throw new ProblemException(Problem.malformed("the subprotocol must be " + SUBPROTOCOL));
        }
        if (!context.request().canUpgradeToWebSocket()) {
            throw new ProblemException(
                    Problem.of(
                            426,
                            "upgrade_required",
                            "A WebSocket is needed",
                            "this path speaks WebSocket alone"));
        }
        boolean binary = "binary".equals(context.request().getParam("previews"));
        context.request()
                .toWebSocket()
                .onSuccess(socket -> open(socket, caller, Viewers.of(context, caller), binary))
                .onFailure(context::fail);
    }

    private void open(ServerWebSocket socket, Caller caller, Viewer viewer, boolean binary) {
        Context context = vertx.getOrCreateContext();
        loops.add(context);
        var wire = new SocketWire(socket, binary, meters);
        var outbox = new Outbox(context, wire, limits.queueBytes(), meters);
        var session = new Session(context, outbox, feeds, submission, caller, viewer, limits);
        var pulse = new Pulse(vertx, socket, limits.ping());
        var expiry =
                new Expiry(
                        vertx,
                        caller.expires(),
                        Clock.systemUTC(),
                        () -> socket.close(Expiry.CODE, "the credential has expired"));
        meters.sockets().incrementAndGet();
        // Not at once: the socket may be locked, and an outbox locks itself first.
        wire.whenDrained(() -> context.runOnContext(ignored -> outbox.drain()));
        socket.textMessageHandler(
                text -> {
                    pulse.heard();
                    session.received(text);
                });
        socket.binaryMessageHandler(ignored -> session.receivedBinary());
        socket.exceptionHandler(failure -> refuse(socket, failure));
        socket.closeHandler(
                ignored -> {
                    pulse.stop();
                    expiry.stop();
                    session.close();
                    meters.sockets().decrementAndGet();
                });
    }

    /** What can't be read as frames can't be answered with a message either. */
    private static void refuse(ServerWebSocket socket, Throwable failure) {
        if (failure instanceof TooLongFrameException) {
            socket.close(MESSAGE_TOO_BIG, "a message may have 256 KiB, in frames of 64 KiB");
        } else {
            socket.close(PROTOCOL_ERROR, "not a WebSocket frame");
        }
    }

    private static boolean offersSubprotocol(RoutingContext context) {
        String offered = context.request().getHeader("Sec-WebSocket-Protocol");
        return offered == null
                || Arrays.stream(offered.split(",", -1))
                        .anyMatch(each -> each.strip().equals(SUBPROTOCOL));
    }
}
