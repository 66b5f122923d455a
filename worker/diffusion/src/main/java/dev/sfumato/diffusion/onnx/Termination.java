package dev.sfumato.diffusion.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;

/** The switch that ends a graph run from another thread. */
final class Termination {
    private final RunOptions plain;
    private RunOptions options;
    private boolean running;
    private boolean terminated;
    private boolean closed;

    Termination() {
        Device.environment();
        try {
            plain = new RunOptions();
        } catch (OrtException e) {
            throw new DiffusionException(
                    new Failure.Device("onnxruntime", String.valueOf(e.getMessage())), e);
        }
        options = plain;
    }

    /** Options of a run without adapters. */
    RunOptions plain() {
        return plain;
    }

    /** A run begins that has these options. */
    synchronized void begin(RunOptions own) {
        options = own;
        terminated = false;
        running = true;
    }

    /** Whether the run that ends here was told to. */
    synchronized boolean end() {
        running = false;
        if (terminated) {
            set(false);
        }
        return terminated;
    }

    synchronized void terminate() {
        if (!running || closed) {
            return;
        }
        set(true);
        terminated = true;
    }

    private void set(boolean terminate) {
        try {
            options.setTerminate(terminate);
        } catch (OrtException e) {
            throw new DiffusionException(
                    new Failure.Device("onnxruntime", String.valueOf(e.getMessage())), e);
        }
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            plain.close();
        }
    }
}
