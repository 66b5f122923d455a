package dev.sfumato.worker.residency;

/** The right to use a loaded model; closed once. */
public final class Lease implements AutoCloseable {
    private final Runnable release;

    Lease(Runnable release) {
        this.release = release;
    }

    @Override
    public void close() {
        release.run();
    }
}
