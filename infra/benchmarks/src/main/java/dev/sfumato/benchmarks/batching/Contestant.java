package dev.sfumato.benchmarks.batching;

import dev.sfumato.worker.batching.Policy;

/** Who competes. */
enum Contestant {
    /** The worker as it is. */
    CONTINUOUS("continuous"),
    /** Batches that nobody joins. */
    STATIC("static"),
    /** One picture after the other. */
    ONE("one at a time");

    private final String title;

    Contestant(String title) {
        this.title = title;
    }

    /** As tables and plots say it. */
    String title() {
        return title;
    }

    /** A fresh policy for one device. */
    Policy policy(int maxRows) {
        return switch (this) {
            case CONTINUOUS -> Policy.continuous(Integer.MAX_VALUE);
            case STATIC -> new StaticBatches(maxRows);
            case ONE -> new OneAtATime();
        };
    }
}
