package dev.sfumato.gateway.streaming;

import io.vertx.core.Future;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes that were handed to a connection and haven't left it, to within {@value #MARK}. The
 * connection itself says that it is full once a few messages wait for its event loop, however small
 * they are; what counts here is memory, and whether the client reads.
 */
final class Unsent {
    private static final int MARK = 8 * 1024;

    private final int limit;
    private final Runnable belowLimit;
    private final AtomicInteger bytes = new AtomicInteger();
    private int unmarked;

    /**
     * Nothing yet.
     *
     * @param limit from which on it is full
     * @param belowLimit runs on the event loop each time it is no longer full
     */
    Unsent(int limit, Runnable belowLimit) {
        this.limit = limit;
        this.belowLimit = belowLimit;
    }

    /** Any thread. */
    boolean isFull() {
        return bytes.get() >= limit;
    }

    /**
     * More was handed over; one thread at a time. What is written leaves in order, so it's enough
     * to wait for every so manieth byte.
     */
    void add(int size, Future<Void> written) {
        unmarked += size;
        if (unmarked >= MARK) {
            int marked = unmarked;
            unmarked = 0;
            bytes.addAndGet(marked);
            written.onComplete(ignored -> left(marked));
        }
    }

    private void left(int size) {
        int after = bytes.addAndGet(-size);
        if (after < limit && after + size >= limit) {
            belowLimit.run();
        }
    }
}
