package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Feeds.Watching;
import dev.sfumato.gateway.replay.PreviewImage;
import dev.sfumato.gateway.replay.Shown;
import dev.sfumato.gateway.replay.Subscriber;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A generation on a socket. Feeds call it from any thread; it begins and ends on the event loop.
 */
final class Subscription implements Subscriber {
    private final GenerationId id;
    private final Outbox outbox;
    private final Consumer<Subscription> left;
    private @Nullable Watching watching;
    private volatile boolean over;

    /**
     * One that hasn't begun.
     *
     * @param left called, from any thread, when nothing follows
     */
    Subscription(GenerationId id, Outbox outbox, Consumer<Subscription> left) {
        this.id = id;
        this.outbox = outbox;
        this.left = left;
    }

    void begin(Function<Subscriber, Watching> watch) {
        watching = watch.apply(this);
    }

    void end() {
        over = true;
        if (watching != null) {
            watching.close();
        }
    }

    @Override
    public void attached(boolean nothingFollows) {
        // On a socket, what ended is told again.
    }

    @Override
    public void shown(Shown event) {
        if (!over) {
            outbox.offer(new Frame.Event(event));
            if (event.isTerminal()) {
                leave();
            }
        }
    }

    @Override
    public void preview(PreviewImage preview) {
        if (!over) {
            outbox.offer(new Frame.Picture(preview));
        }
    }

    @Override
    public void refused(Problem problem) {
        if (!over) {
            outbox.offer(new Frame.Answer(Answers.error(problem, null, id)));
            leave();
        }
    }

    private void leave() {
        over = true;
        left.accept(this);
    }
}
