package dev.sfumato.ingest.dispatch;

import dev.sfumato.ingest.dispatch.FairOrder.Item;

import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;

/** Walks through a class in the order in which it would be released, and changes nothing. */
final class Simulation {

    private final PriorityQueue<Cursor> cursors =
            new PriorityQueue<>(
                    Comparator.comparingDouble((Cursor cursor) -> cursor.start)
                            .thenComparingLong(cursor -> cursor.head.sequence()));
    private final ClassOrder order;
    private double finish;

    private static final class Cursor {
        final Iterator<Item> rest;
        final double weight;
        Item head;
        double start;

        Cursor(ClassOrder.Line line, double virtualTime) {
            rest = line.items.values().iterator();
            weight = line.weight;
            head = rest.next();
            start = line.start(virtualTime);
        }
    }

    Simulation(ClassOrder order) {
        this.order = order;
        finish = order.tags().finish();
        for (ClassOrder.Line line : order.lines()) {
            if (!line.items.isEmpty()) {
                cursors.add(new Cursor(line, order.virtualTime()));
            }
        }
    }

    boolean hasNext() {
        return !cursors.isEmpty();
    }

    double start(double poolTime) {
        return Math.max(poolTime, finish);
    }

    Item next(double poolTime) {
        Cursor cursor = cursors.remove();
        Item item = cursor.head;
        finish = order.finishAfter(start(poolTime), item);
        if (cursor.rest.hasNext()) {
            cursor.start += item.cost() / cursor.weight;
            cursor.head = cursor.rest.next();
            cursors.add(cursor);
        }
        return item;
    }
}
