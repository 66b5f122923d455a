package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Feeds.Watching;
import dev.sfumato.gateway.replay.PreviewImage;
import dev.sfumato.gateway.replay.Shown;
import dev.sfumato.gateway.replay.Subscriber;
import dev.sfumato.gateway.streaming.Frame.Answer;
import dev.sfumato.gateway.streaming.Frame.Event;
import dev.sfumato.gateway.streaming.Frame.Picture;
import dev.sfumato.platform.http.Problem;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/**
 * One response of server-sent events. Feeds call it from any thread; everything else runs on its
 * event loop.
 */
final class EventStream implements Subscriber, Outbox.Wire {
    private static final int WRITE_QUEUE = 128 * 1024;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServerResponse response;
    private final Outbox outbox;
    private final SocketLimits limits;
    private final Meters meters;
    private final Expiry expiry;
    private @Nullable Watching watching;
    private long timer;
    private boolean over;

    /**
     * One that hasn't begun.
     *
     * @param expires when the caller's credential does; then it is cut off, which is no end
     */
    EventStream(
            Vertx vertx,
            RoutingContext context,
            Instant expires,
            SocketLimits limits,
            Meters meters) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.response = context.response().setWriteQueueMaxSize(WRITE_QUEUE);
        this.outbox = new Outbox(loop, this, limits.queueBytes(), meters);
        this.limits = limits;
        this.meters = meters;
        this.expiry = new Expiry(vertx, expires, Clock.systemUTC(), () -> finish(response::reset));
    }

    void begin(Function<Subscriber, Watching> watch) {
        meters.streams().incrementAndGet();
        // Also keeps intermediaries from taking a long wait for a dead connection.
        timer = vertx.setPeriodic(limits.ping().toMillis(), ignored -> comment());
        response.drainHandler(ignored -> outbox.drain());
        response.exceptionHandler(ignored -> end());
        response.closeHandler(ignored -> end());
        watching = watch.apply(this);
        if (over) {
            watching.close();
        }
    }

    @Override
    public void attached(boolean nothingFollows) {
        loop.runOnContext(
                ignored -> {
                    if (nothingFollows) {
                        // Tells an EventSource not to come again.
                        finish(() -> response.setStatusCode(204).end());
                    } else if (!over) {
                        head();
                    }
                });
    }

    @Override
    public void shown(Shown event) {
        outbox.offer(new Event(event));
    }

    @Override
    public void preview(PreviewImage preview) {
        outbox.offer(new Picture(preview));
    }

    @Override
    public void refused(Problem problem) {
        loop.runOnContext(
                ignored ->
                        finish(
                                () -> {
                                    if (response.headWritten()) {
                                        response.reset();
                                    } else {
                                        problem.send(response);
                                    }
                                }));
    }

    /** What it writes depends on what came before, which its event loop knows. */
    @Override
    public boolean takes(Frame frame) {
        return false;
    }

    @Override
    public boolean isFull() {
        return !over && response.writeQueueFull();
    }

    @Override
    public void write(Frame frame) {
        if (over) {
            return;
        }
        switch (frame) {
            case Answer answer -> response.write(answer.json());
            case Event event -> write(event.shown());
            case Picture picture ->
                    response.write("event: preview\ndata: " + picture.image().json() + "\n\n");
        }
    }

    @Override
    public void tooSlow() {
        meters.tooSlow();
        finish(response::reset);
    }

    private void write(Shown shown) {
        response.write(
                "id: %s\nevent: %s\ndata: %s\n\n"
                        .formatted(shown.event(), shown.type(), shown.json()));
        if (shown.isTerminal()) {
            finish(response::end);
        }
    }

    private void head() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no")
                .writeHead();
    }

    private void comment() {
        if (response.headWritten() && !response.writeQueueFull()) {
            response.write(":\n\n");
        }
    }

    private void finish(Runnable last) {
        if (!over) {
            end();
            last.run();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            vertx.cancelTimer(timer);
            expiry.stop();
            outbox.close();
            meters.streams().decrementAndGet();
            if (watching != null) {
                watching.close();
            }
        }
    }
}
