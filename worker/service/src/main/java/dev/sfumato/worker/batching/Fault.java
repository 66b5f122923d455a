package dev.sfumato.worker.batching;

import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Failure;

/**
 * Why a run failed, as the outside is told.
 *
 * @param code stable, {@code snake_case}
 * @param message for people
 * @param retryable whether the same request may succeed later
 */
public record Fault(String code, String message, boolean retryable) {
    /** What a thrown failure means to the owner of the run. */
    public static Fault of(Throwable thrown) {
        return switch (thrown) {
            case DiffusionException known -> of(known.failure());
            case OutOfMemoryError ignored ->
                    new Fault("out_of_memory", "the worker ran out of memory", true);
            default -> new Fault("internal_error", "an unexpected error ended the run", true);
        };
    }

    private static Fault of(Failure failure) {
        boolean retryable =
                switch (failure) {
                    case Failure.Device ignored -> true;
                    case Failure.Cancelled ignored -> true;
                    case Failure.Invalid ignored -> false;
                    case Failure.Unusable ignored -> false;
                    case Failure.NonFinite ignored -> false;
                    case Failure.Checkpoint ignored -> false;
                };
        // Whose folders are broken where is for the log.
        String message =
                failure instanceof Failure.Unusable
                        ? "the worker can't run the model"
                        : failure.message();
        return new Fault(failure.code(), message, retryable);
    }
}
