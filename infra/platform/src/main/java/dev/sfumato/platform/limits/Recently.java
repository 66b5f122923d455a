package dev.sfumato.platform.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What a door let in of late and a pool's snapshot can't show yet. Bounded: what is older than a
 * few seconds doesn't count, with or without a snapshot. Not thread-safe.
 */
final class Recently {
    /** From the door to the queue. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(300);

    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_TENANTS = 10_000;
    private static final int MOST = 10_000;

    private final Map<Line, Deque<Entered>> lines = new HashMap<>();

    private record Line(String pool, String tenant) {}

    private record Entered(Instant at, double cost) {}

    /** Requests, and what they cost together. */
    record Sum(int count, double cost) {}

    void add(String pool, String tenant, Instant now, double cost) {
        if (lines.size() >= MOST_TENANTS) {
            lines.clear();
        }
        Deque<Entered> line =
                lines.computeIfAbsent(new Line(pool, tenant), key -> new ArrayDeque<>());
        while (line.size() >= MOST || (!line.isEmpty() && isOld(line.getFirst(), now))) {
            line.removeFirst();
        }
        line.addLast(new Entered(now, cost));
    }

    /** What came so late before a snapshot, or after it, that it isn't in there. */
    Sum since(String pool, String tenant, Instant snapshot, Instant now) {
        Deque<Entered> line = lines.get(new Line(pool, tenant));
        if (line == null) {
            return new Sum(0, 0);
        }
        Instant from = snapshot.minus(ON_ITS_WAY);
        double cost = 0;
        for (Iterator<Entered> each = line.iterator(); each.hasNext(); ) {
            Entered entered = each.next();
            if (isOld(entered, now) || entered.at().isBefore(from)) {
                each.remove();
            } else {
                cost += entered.cost();
            }
        }
        return new Sum(line.size(), cost);
    }

    /** However a clock jumped. */
    private static boolean isOld(Entered entered, Instant now) {
        return Duration.between(entered.at(), now).abs().compareTo(LONGEST) > 0;
    }
}
