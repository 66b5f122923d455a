package dev.sfumato.gateway.streaming;

import dev.sfumato.gateway.replay.Pace;

import io.vertx.core.Context;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that write to sockets. What is handed to them and isn't written yet is memory
 * that every collection copies, and there may be ten messages of it for every record; so readers of
 * the log wait for them. A client that doesn't read is none of their business: loops don't wait for
 * clients.
 */
public final class EventLoops {
    /** Records between two looks: up to twice as many are under way. */
    private static final int STRIDE = 8192;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Map<Thread, Context> loops = new ConcurrentHashMap<>();

    /** The calling thread is one of them. */
    void add(Context context) {
        loops.putIfAbsent(Thread.currentThread(), context);
    }

    /** For one reader, which calls it on its own thread alone. */
    public Pace pace() {
        return new Marks();
    }

    /** Leaves a mark in the loops' queues, and waits for the one before. */
    private final class Marks implements Pace {
        private CountDownLatch before = new CountDownLatch(0);
        private int since;

        @Override
        public void delivered(int records) {
            since += records;
            if (since >= STRIDE) {
                since = 0;
                CountDownLatch mark = mark();
                await(before);
                before = mark;
            }
        }

        private CountDownLatch mark() {
            var contexts = loops.values().toArray(new Context[0]);
            var mark = new CountDownLatch(contexts.length);
            for (Context context : contexts) {
                context.runOnContext(ignored -> mark.countDown());
            }
            return mark;
        }

        /** Not for ever: a loop that hangs mustn't stop the others' events. */
        private static void await(CountDownLatch mark) {
            try {
                // Late or not, it goes on.
                var _ = mark.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
