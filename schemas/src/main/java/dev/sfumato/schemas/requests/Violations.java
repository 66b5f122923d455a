package dev.sfumato.schemas.requests;

import java.util.ArrayList;
import java.util.List;

/** Collects broken rules; the first of each path is kept. One thread. */
final class Violations {
    private static final int MOST = 100;
    private final List<Violation> all = new ArrayList<>();

    void add(String path, String message) {
        boolean known = all.stream().anyMatch(violation -> violation.path().equals(path));
        if (!known && all.size() < MOST) {
            all.add(new Violation(path, message));
        }
    }

    void addAll(List<Violation> violations) {
        violations.forEach(violation -> add(violation.path(), violation.message()));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    List<Violation> list() {
        return List.copyOf(all);
    }
}
