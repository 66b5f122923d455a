package dev.sfumato.diffusion.pipeline;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown for every failure that the engine knows. */
public final class DiffusionException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** With its failure's message. */
    public DiffusionException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** With its failure's message and what led to it. */
    public DiffusionException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** A request's field that breaks a rule. */
    public static DiffusionException invalid(String field, String rule, Object value) {
        return new DiffusionException(new Failure.Invalid(field, rule, String.valueOf(value)));
    }

    /** A model's file that breaks a rule. */
    public static DiffusionException unusable(Path file, String rule, Object value) {
        return new DiffusionException(
                new Failure.Unusable(file.toString(), rule, String.valueOf(value)));
    }

    /** What went wrong. */
    public Failure failure() {
        return failure;
    }
}
