package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.requests.Priority;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Start-time fair queueing (Goyal, Vin, Cheng: Start-time Fair Queuing, SIGCOMM 1996) in two
 * levels: classes share the pool, tenants share their class. A job's start tag is the later of the
 * level's virtual time and the finish tag of its flow; the smallest start goes first and becomes
 * the virtual time; only a release moves a finish tag, by cost over weight. So an idle or blocked
 * flow gathers neither credit nor debt, and a job taken out before its release leaves no trace. One
 * owner thread.
 */
final class FairOrder {

    private final Map<Priority, ClassOrder> classes = new EnumMap<>(Priority.class);
    private final Map<GenerationId, Item> items = new HashMap<>();
    private double virtualTime;

    /**
     * A waiting job.
     *
     * @param cost GMAC, above 0
     * @param sequence order of arrival
     */
    record Item(GenerationId id, Flow flow, double cost, long sequence) {}

    /**
     * @param weights of tenants within a class
     */
    FairOrder(Tags tags, Map<Flow, Double> finishes, ToDoubleFunction<String> weights) {
        virtualTime = tags.virtualTime();
        for (Priority priority : Priority.values()) {
            Tags.OfClass saved = tags.of(priority);
            classes.put(
                    priority,
                    new ClassOrder(weight(priority), saved.finish(), saved.virtualTime(), weights));
        }
        finishes.forEach((flow, finish) -> of(flow).restore(flow.tenant(), finish));
    }

    /** Share of the pool, 16 : 4 : 1. */
    static double weight(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> 16;
            case STANDARD -> 4;
            case BATCH -> 1;
        };
    }

    void add(Item item) {
        items.put(item.id(), item);
        of(item.flow()).add(item);
    }

    boolean remove(GenerationId id) {
        Item item = items.remove(id);
        if (item == null) {
            return false;
        }
        of(item.flow()).remove(item);
        return true;
    }

    int size() {
        return items.size();
    }

    /** Waiting jobs of a tenant, in all classes. */
    int size(String tenant) {
        return classes.values().stream().mapToInt(order -> order.size(tenant)).sum();
    }

    /** Waiting jobs by tenant, in all classes. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new HashMap<>();
        classes.values().forEach(order -> order.addSizes(sizes));
        return sizes;
    }

    /** GMAC of all waiting jobs. */
    double cost() {
        return classes.values().stream().mapToDouble(ClassOrder::cost).sum();
    }

    /**
     * The job whose turn it is, taken out and charged to its flow; null when no job may go.
     *
     * @param mayRun whether a tenant may have one more
     */
    @Nullable Item release(Predicate<String> mayRun) {
        Item best = null;
        ClassOrder bestClass = null;
        for (ClassOrder order : classes.values()) {
            Item head = order.head(mayRun);
            if (head != null
                    && (bestClass == null
                            || order.start(virtualTime) < bestClass.start(virtualTime))) {
                best = head;
                bestClass = order;
            }
        }
        if (best == null || bestClass == null) {
            return null;
        }
        items.remove(best.id());
        virtualTime = bestClass.release(best, virtualTime);
        return best;
    }

    /** Gives back what a release charged, for a job that nobody began to run. */
    void refund(Flow flow, double cost) {
        of(flow).refund(flow.tenant(), cost);
    }

    /** Finish tag of a flow: where its next job starts, unless virtual time is later. */
    double finish(Flow flow) {
        return of(flow).finish(flow.tenant());
    }

    /** Drops flows whose tag means nothing any more, and names them. */
    List<Flow> prune() {
        List<Flow> gone = new ArrayList<>();
        classes.forEach(
                (priority, order) ->
                        order.prune().forEach(tenant -> gone.add(new Flow(priority, tenant))));
        return gone;
    }

    Tags tags(long sequence, boolean paused) {
        Map<Priority, Tags.OfClass> saved = new EnumMap<>(Priority.class);
        classes.forEach((priority, order) -> saved.put(priority, order.tags()));
        return new Tags(sequence, virtualTime, saved, paused);
    }

    /** The next ids to be released if nothing else arrives and no tenant is held back. */
    List<Item> order(int limit) {
        List<Simulation> simulations = new ArrayList<>();
        classes.values().forEach(order -> simulations.add(new Simulation(order)));
        List<Item> result = new ArrayList<>();
        double now = virtualTime;
        while (result.size() < limit) {
            Simulation best = null;
            for (Simulation each : simulations) {
                if (each.hasNext() && (best == null || each.start(now) < best.start(now))) {
                    best = each;
                }
            }
            if (best == null) {
                break;
            }
            now = best.start(now);
            result.add(best.next(now));
        }
        return result;
    }

    private ClassOrder of(Flow flow) {
        ClassOrder order = classes.get(flow.priority());
        if (order == null) {
            throw new IllegalStateException("every class has an order");
        }
        return order;
    }
}
