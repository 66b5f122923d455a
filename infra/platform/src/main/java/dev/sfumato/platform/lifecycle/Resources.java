package dev.sfumato.platform.lifecycle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * What a process holds; closed in reverse order, each within its deadline.
 *
 * <p>A resource that fails or takes too long is logged and left, so that those behind it still
 * close.
 */
public final class Resources implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Resources.class);

    private final Deque<Held> held = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean closing;

    private record Held(String name, AutoCloseable resource, Duration deadline) {}

    /**
     * Holds a resource.
     *
     * @param name for the log
     * @param deadline longest wait for its {@code close}
     * @return the resource
     * @throws IllegalStateException when closing has begun; the resource is closed then
     */
    public <T extends AutoCloseable> T add(String name, T resource, Duration deadline) {
        boolean late;
        synchronized (this) {
            late = closing;
            if (!late) {
                held.push(new Held(name, resource, deadline));
            }
        }
        if (late) {
            close(new Held(name, resource, deadline));
            throw new IllegalStateException(name + " came while stopping");
        }
        return resource;
    }

    /** Closes everything when the process is told to stop. */
    public void closeOnShutdown() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::close));
    }

    /** Waits, without a deadline, until everything is closed: the life of a service. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Closes everything once; repeated calls return at once. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        try {
            for (Held each : held) {
                close(each);
            }
        } finally {
            closed.countDown();
        }
    }

    private static void close(Held held) {
        Thread closer =
                Thread.ofPlatform()
                        .daemon()
                        .name("close " + held.name())
                        .start(() -> closeNow(held));
        try {
            if (!closer.join(held.deadline())) {
                log.atWarn()
                        .addKeyValue("resource", held.name())
                        .addKeyValue("deadline", held.deadline())
                        .log("resource didn't close in time");
                closer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeNow(Held held) {
        try {
            held.resource().close();
        } catch (Exception e) {
            log.atWarn().addKeyValue("resource", held.name()).setCause(e).log("close failed");
        }
    }
}
