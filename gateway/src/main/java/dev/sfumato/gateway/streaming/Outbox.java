package dev.sfumato.gateway.streaming;

import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client. Filled from any thread, emptied on the client's event
 * loop as fast as the client reads; while nothing waits, frames go straight to the connection.
 */
final class Outbox {
    private final Context context;
    private final Wire wire;
    private final Meters meters;
    private final FrameQueue queue;
    private boolean draining;
    private boolean late;
    private boolean closed;

    /** The client's connection. Called on its event loop, but for what is said. */
    interface Wire {
        /**
         * Whether a frame can be written by the calling thread, whichever it is, and wouldn't only
         * wait in memory. Called, as {@link #write} then, with the outbox's lock held: must not
         * call back.
         */
        boolean takes(Frame frame);

        /** Whether more would only wait in memory; {@link Outbox#drain} is called when not. */
        boolean isFull();

        void write(Frame frame);

        /** The client leaves too much unread. */
        void tooSlow();
    }

    Outbox(Context context, Wire wire, int maxBytes, Meters meters) {
        this.context = context;
        this.wire = wire;
        this.meters = meters;
        this.queue = new FrameQueue(maxBytes);
    }

    /** Writes a frame soon, unless the client is gone. Any thread; returns at once. */
    void offer(Frame frame) {
        boolean wake;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!draining && wire.takes(frame)) {
                // The connection gathers what several threads' calls bring, and flushes it at once.
                wire.write(frame);
                return;
            }
            meters.count(queue.add(frame, late));
            wake = !draining;
            draining = true;
            if (queue.isOverfull()) {
                closed = true;
                context.runOnContext(ignored -> wire.tooSlow());
            }
        }
        if (wake) {
            context.runOnContext(ignored -> drain());
        }
    }

    /** Goes on writing. On the event loop. */
    void drain() {
        for (Frame next = next(); next != null; next = next()) {
            wire.write(next);
        }
    }

    /** The client is gone: nothing is kept. */
    synchronized void close() {
        closed = true;
        while (queue.poll() != null) {
            // Forgotten.
        }
    }

    private synchronized @Nullable Frame next() {
        late = wire.isFull();
        if (late) {
            return null;
        }
        Frame frame = queue.poll();
        draining = frame != null;
        return frame;
    }
}
