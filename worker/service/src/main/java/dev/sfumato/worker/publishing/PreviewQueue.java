package dev.sfumato.worker.publishing;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;

import java.util.ArrayDeque;
import java.util.Deque;

/** Previews that wait to be sent: of each picture the newest, and not too many. Any thread. */
final class PreviewQueue {
    private final int capacity;
    private final Deque<Preview> waiting = new ArrayDeque<>();

    /** Room for {@code capacity} previews, at least 1. */
    PreviewQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Takes one in; whether another one had to go for it. */
    synchronized boolean put(Preview preview) {
        GenerationId id = preview.subject().id();
        boolean dropped =
                waiting.removeIf(
                        each -> each.subject().id().equals(id) && each.image() == preview.image());
        if (waiting.size() == capacity) {
            waiting.removeFirst();
            dropped = true;
        }
        waiting.addLast(preview);
        notifyAll();
        return dropped;
    }

    /** The oldest one; waits for it. */
    synchronized Preview take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.removeFirst();
    }
}
