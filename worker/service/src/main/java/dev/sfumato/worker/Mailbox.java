package dev.sfumato.worker;

import dev.sfumato.diffusion.pipeline.Preview;
import dev.sfumato.worker.batching.Ending;
import dev.sfumato.worker.batching.RunListener;
import dev.sfumato.worker.batching.Step;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a device has said of a run and nobody has read yet: the newest steps, the newest preview and
 * the ending. The device's thread puts, the run's thread takes.
 */
final class Mailbox implements RunListener {
    private static final int STEPS = 256;

    private final Runnable onDropped;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Step> steps = new ArrayDeque<>();
    private @Nullable Preview preview;
    private @Nullable Ending ending;

    /**
     * Nothing was said yet.
     *
     * @param onDropped told of each preview that nobody will read
     */
    Mailbox(Runnable onDropped) {
        this.onDropped = onDropped;
    }

    /** The next thing said. */
    sealed interface News {
        /** A step was made. */
        record Stepped(Step step) implements News {}

        /** A preview is due. */
        record Shown(Preview preview) implements News {}

        /** It's over. */
        record Ended(Ending ending) implements News {}

        /** Nothing was said in time. */
        record Silence() implements News {}
    }

    @Override
    public void stepped(Step step) {
        lock.lock();
        try {
            if (steps.size() == STEPS) {
                steps.removeFirst();
            }
            steps.addLast(step);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the place of a preview that nobody has taken yet. */
    @Override
    public void shown(Preview newest) {
        lock.lock();
        try {
            if (preview != null) {
                onDropped.run();
            }
            preview = newest;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(Ending how) {
        lock.lock();
        try {
            ending = how;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for news: steps first, then a preview, the ending last. */
    News take(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (steps.isEmpty() && preview == null && ending == null) {
                if (left <= 0) {
                    return new News.Silence();
                }
                left = news.awaitNanos(left);
            }
            return next();
        } finally {
            lock.unlock();
        }
    }

    private News next() {
        if (!steps.isEmpty()) {
            return new News.Stepped(steps.removeFirst());
        }
        if (preview != null) {
            var shown = new News.Shown(preview);
            preview = null;
            return shown;
        }
        return ending == null ? new News.Silence() : new News.Ended(ending);
    }
}
