package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;

/** The switch that ends a graph run from another thread. */
final class Termination {
    private final RunOptions options;
    private boolean running;
    private boolean terminated;
    private boolean closed;

    Termination() {
        Device.environment();
        try {
            options = new RunOptions();
        } catch (OrtException e) {
            throw new DiffusionException(
                    new Failure.Device("onnxruntime", String.valueOf(e.getMessage())), e);
        }
    }

    RunOptions options() {
        return options;
    }

    synchronized void begin() throws OrtException {
        if (terminated) {
            options.setTerminate(false);
        }
        terminated = false;
        running = true;
    }

    /** Whether the run that ends here was told to. */
    synchronized boolean end() {
        running = false;
        return terminated;
    }

    synchronized void terminate() {
        if (!running || closed) {
            return;
        }
        try {
            options.setTerminate(true);
            terminated = true;
        } catch (OrtException e) {
            throw new DiffusionException(
                    new Failure.Device("onnxruntime", String.valueOf(e.getMessage())), e);
        }
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            options.close();
        }
    }
}
