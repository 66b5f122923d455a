package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * When a worker has read that a generation is cancelled, by its log, and when a watcher has heard
 * so, noted by a thread of its own. Both by the time of day of the one machine.
 */
final class CancelClock implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Pattern READ =
            Pattern.compile(
                    "(?m)^(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) .*run"
                            + " cancelled.*generationId=\"([^\"]+)\"");

    private final Watcher watcher;
    private final Map<String, LocalTime> heard = new ConcurrentHashMap<>();
    private final Map<String, Integer> steps = new ConcurrentHashMap<>();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Thread thread;

    private CancelClock(Watcher watcher) {
        this.watcher = watcher;
        this.thread = Thread.ofPlatform().name("watcher").unstarted(this::hear);
    }

    static CancelClock start(Client client) {
        var clock = new CancelClock(client.watch());
        clock.thread.start();
        return clock;
    }

    void watch(String id) {
        watcher.subscribe(id);
    }

    /** Waits until a generation has made that many steps. */
    void awaitStep(String id, int step, Duration patience) throws InterruptedException {
        await(() -> steps.getOrDefault(id, 0) >= step, patience);
    }

    /** Waits until the watcher has heard of its end. */
    void awaitEnd(String id, Duration patience) throws InterruptedException {
        await(() -> heard.containsKey(id), patience);
    }

    /** How many of these have ended. */
    long terminals(Collection<String> ids) {
        return ids.stream().filter(heard::containsKey).count();
    }

    /** By generation, from the worker's reading to the watcher's hearing; below zero if before. */
    Map<String, Duration> sinceRead(Command worker) {
        Map<String, Duration> since = new HashMap<>();
        for (MatchResult line : READ.matcher(worker.output()).results().toList()) {
            LocalTime end = heard.get(line.group(2));
            if (end != null) {
                since.put(line.group(2), between(LocalTime.parse(line.group(1)), end));
            }
        }
        return since;
    }

    @Override
    public void close() {
        open.set(false);
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watcher.close();
    }

    /** Across midnight, too. */
    private static Duration between(LocalTime read, LocalTime end) {
        Duration time = Duration.between(read, end);
        return time.compareTo(DAY.dividedBy(2).negated()) < 0 ? time.plus(DAY) : time;
    }

    private void hear() {
        try {
            while (open.get()) {
                JsonNode message = watcher.next(Duration.ofMillis(200));
                if (message != null) {
                    hear(message, LocalTime.now(ZoneId.systemDefault()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void hear(JsonNode message, LocalTime now) {
        String id = message.path("id").asText();
        String type = message.path("type").asText();
        if (Watcher.TERMINAL.contains(type)) {
            heard.putIfAbsent(id, now);
        } else if (type.equals("progress")) {
            steps.put(id, message.path("step").asInt());
        }
        notifyAll();
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
