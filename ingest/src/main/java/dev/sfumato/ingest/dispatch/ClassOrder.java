package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.FairOrder.Item;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** One class of service: its own place among the classes, and its tenants' places within it. */
final class ClassOrder {

    private final double weight;
    private final ToDoubleFunction<String> weights;
    private final Map<String, Line> lines = new HashMap<>();
    private double finish;
    private double virtualTime;
    private double cost;
    private int waiting;

    /** A tenant's jobs, and the finish tag of its last release. */
    static final class Line {
        final TreeMap<Long, Item> items = new TreeMap<>();
        final double weight;
        double finish;

        private Line(double weight) {
            this.weight = weight;
        }

        double start(double virtualTime) {
            return Math.max(virtualTime, finish);
        }
    }

    ClassOrder(double weight, double finish, double virtualTime, ToDoubleFunction<String> weights) {
        this.weight = weight;
        this.finish = finish;
        this.virtualTime = virtualTime;
        this.weights = weights;
    }

    void restore(String tenant, double lineFinish) {
        line(tenant).finish = lineFinish;
    }

    void add(Item item) {
        line(item.flow().tenant()).items.put(item.sequence(), item);
        waiting++;
        cost += item.cost();
    }

    void remove(Item item) {
        line(item.flow().tenant()).items.remove(item.sequence());
        taken(item);
    }

    int size(String tenant) {
        Line line = lines.get(tenant);
        return line == null ? 0 : line.items.size();
    }

    void addSizes(Map<String, Integer> sizes) {
        lines.forEach(
                (tenant, line) -> {
                    if (!line.items.isEmpty()) {
                        sizes.merge(tenant, line.items.size(), Integer::sum);
                    }
                });
    }

    double cost() {
        return cost;
    }

    double start(double poolTime) {
        return Math.max(poolTime, finish);
    }

    /** The first job of the tenant whose turn it is; of equal tags, the one that came first. */
    @Nullable Item head(Predicate<String> mayRun) {
        Item best = null;
        double bestStart = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, Line> each : lines.entrySet()) {
            Line line = each.getValue();
            if (line.items.isEmpty() || !mayRun.test(each.getKey())) {
                continue;
            }
            Item head = line.items.firstEntry().getValue();
            double start = line.start(virtualTime);
            if (start < bestStart
                    || (start == bestStart && best != null && head.sequence() < best.sequence())) {
                best = head;
                bestStart = start;
            }
        }
        return best;
    }

    /** Takes the job out and charges it; returns the pool's new virtual time. */
    double release(Item item, double poolTime) {
        Line line = line(item.flow().tenant());
        line.items.remove(item.sequence());
        virtualTime = line.start(virtualTime);
        line.finish = virtualTime + item.cost() / line.weight;
        double start = start(poolTime);
        finish = finishAfter(start, item);
        taken(item);
        return start;
    }

    void refund(String tenant, double refunded) {
        Line line = lines.get(tenant);
        if (line != null) {
            line.finish -= refunded / line.weight;
        }
        finish -= refunded / weight;
    }

    double finish(String tenant) {
        return line(tenant).finish;
    }

    Tags.OfClass tags() {
        return new Tags.OfClass(finish, virtualTime);
    }

    Collection<Line> lines() {
        return lines.values();
    }

    double finishAfter(double start, Item item) {
        return start + item.cost() / weight;
    }

    double virtualTime() {
        return virtualTime;
    }

    /** Drops the tenants that have nothing waiting and whose tag means nothing any more. */
    List<String> prune() {
        List<String> gone = new ArrayList<>();
        lines.forEach(
                (tenant, line) -> {
                    if (line.items.isEmpty() && line.finish <= virtualTime) {
                        gone.add(tenant);
                    }
                });
        gone.forEach(lines::remove);
        return gone;
    }

    private void taken(Item item) {
        waiting--;
        cost = waiting == 0 ? 0 : cost - item.cost();
    }

    private Line line(String tenant) {
        return lines.computeIfAbsent(tenant, name -> new Line(weights.applyAsDouble(name)));
    }
}
