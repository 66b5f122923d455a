package dev.sfumato.diffusion.pipeline;

import java.util.List;

/** Drives one run at a time, on the calling thread. */
public final class Driver {
    private Driver() {}

    /** Meets every need of {@code run} and returns what it made. */
    public static List<Artifact> drive(Run run, Caller device) {
        while (true) {
            switch (run.next()) {
                case Need.Call call -> run.accept(device.call(call));
                case Need.Compute compute -> run.accept(compute.task().run());
                case Need.Done done -> {
                    return done.artifacts();
                }
            }
        }
    }
}
