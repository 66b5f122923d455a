package dev.sfumato.ingest.streams;

import dev.sfumato.platform.http.Readiness;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks every few seconds whether the disk of the applications' state has room. */
public final class StateFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateFolder.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ScheduledExecutorService watcher =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("state-folder").factory());
    private final Path folder;
    private final long leastFree;
    private final Readiness.Part part;
    private boolean full;

    private StateFolder(Path folder, long leastFree, Readiness.Part part) {
        this.folder = folder;
        this.leastFree = leastFree;
        this.part = part;
    }

    /**
     * Looks once, and goes on looking.
     *
     * @param leastFree bytes
     * @param part isn't ready while less is free
     */
    public static StateFolder watch(Path folder, long leastFree, Readiness.Part part) {
        var state = new StateFolder(folder, leastFree, part);
        state.look();
        var _ =
                state.watcher.scheduleWithFixedDelay(
                        state::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return state;
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }

    private void look() {
        try {
            long free = Files.getFileStore(Files.createDirectories(folder)).getUsableSpace();
            tell(free < leastFree, "the disk of streams.folder is nearly full");
        } catch (IOException e) {
            tell(true, "streams.folder can't be used");
        }
    }

    private void tell(boolean now, String why) {
        if (now) {
            part.notReady(why);
        } else {
            part.ready();
        }
        if (now != full) {
            full = now;
            log.atWarn().addKeyValue("full", now).log("the state's disk has changed");
        }
    }
}
