package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Notes when a control record can be read and when a watcher hears of the cancellation, each on a
 * thread of its own.
 */
final class CancelClock implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(5);

    private final TopicReader control;
    private final Watcher watcher;
    private final Map<String, Long> read = new ConcurrentHashMap<>();
    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final Map<String, Integer> steps = new ConcurrentHashMap<>();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread[] threads = new Thread[2];

    private CancelClock(TopicReader control, Watcher watcher) {
        this.control = control;
        this.watcher = watcher;
    }

    static CancelClock start(Server server, Client client) {
        var clock =
                new CancelClock(new TopicReader(server.kafka(), "sfumato.control"), client.watch());
        clock.threads[0] = Thread.ofPlatform().name("control").start(clock::readControl);
        clock.threads[1] = Thread.ofPlatform().name("watcher").start(clock::hear);
        return clock;
    }

    void watch(String id) {
        watcher.subscribe(id);
    }

    /** Waits until a generation has made that many steps. */
    void awaitStep(String id, int step, Duration patience) throws InterruptedException {
        await(() -> steps.getOrDefault(id, 0) >= step, patience);
    }

    /** Nanoseconds between the two; negative when the watcher was first. */
    long fromControlToWatcher(String id, Duration patience) throws InterruptedException {
        await(() -> read.containsKey(id) && heard.containsKey(id), patience);
        return heard.getOrDefault(id, 0L) - read.getOrDefault(id, 0L);
    }

    /** How many of these have ended. */
    long terminals(Collection<String> ids) {
        return ids.stream().filter(heard::containsKey).count();
    }

    @Override
    public void close() {
        open.set(false);
        for (Thread thread : threads) {
            try {
                thread.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        control.close();
        watcher.close();
    }

    private void readControl() {
        while (open.get()) {
            for (String key : control.news(Duration.ofMillis(200))) {
                note(read, key);
            }
        }
    }

    private void hear() {
        try {
            while (open.get()) {
                JsonNode message = watcher.next(Duration.ofMillis(200));
                if (message != null) {
                    hear(message);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(JsonNode message) {
        String id = message.path("id").asText();
        String type = message.path("type").asText();
        if (Watcher.TERMINAL.contains(type)) {
            note(heard, id);
        } else if (type.equals("progress")) {
            synchronized (this) {
                steps.put(id, message.path("step").asInt());
                notifyAll();
            }
        }
    }

    private void note(Map<String, Long> where, String id) {
        Long now = System.nanoTime();
        synchronized (this) {
            where.putIfAbsent(id, now);
            notifyAll();
        }
    }

    private synchronized void await(BooleanSupplier met, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!met.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("waited in vain for " + patience);
            }
            wait(left);
        }
    }
}
