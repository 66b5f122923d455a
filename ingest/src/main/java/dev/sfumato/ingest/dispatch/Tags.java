package dev.sfumato.ingest.dispatch;

import dev.sfumato.schemas.requests.Priority;

import java.util.Map;

/**
 * Virtual time of a pool, in GMAC per unit of weight.
 *
 * @param sequence of the next arrival
 * @param virtualTime start tag of the last release
 * @param classes of every class of service
 * @param paused whether an operator stopped releasing
 */
record Tags(long sequence, double virtualTime, Map<Priority, OfClass> classes, boolean paused) {

    /**
     * Where a class stands.
     *
     * @param finish tag of the class among the classes
     * @param virtualTime start tag of its last release among its tenants
     */
    record OfClass(double finish, double virtualTime) {
        static final OfClass ZERO = new OfClass(0, 0);
    }

    /** Before the first job. */
    static final Tags ZERO = new Tags(0, 0, Map.of(), false);

    Tags {
        classes = Map.copyOf(classes);
    }

    OfClass of(Priority priority) {
        return classes.getOrDefault(priority, OfClass.ZERO);
    }
}
