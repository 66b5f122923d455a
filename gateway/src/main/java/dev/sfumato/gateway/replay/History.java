package dev.sfumato.gateway.replay;

import dev.sfumato.gateway.replay.Shown.Weight;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is shown to whoever comes later: everything, but of progress only the newest, so that a long
 * run takes no more memory than a short one. One thread at a time.
 */
final class History {
    /** How many events of progress are kept. */
    static final int MAX_PROGRESS = 4;

    private final List<Shown> events = new ArrayList<>();
    private int progress;

    void add(Shown shown) {
        events.add(shown);
        if (shown.weight() == Weight.PASSING && ++progress > MAX_PROGRESS) {
            forgetOldestProgress();
            progress--;
        }
    }

    /** Visits what is kept, oldest first. */
    void forEach(Consumer<Shown> visitor) {
        events.forEach(visitor);
    }

    private void forgetOldestProgress() {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).weight() == Weight.PASSING) {
                events.remove(i);
                return;
            }
        }
    }
}
