package dev.sfumato.diffusion.pipeline;

/**
 * Why the engine can't do what it was asked to; {@link #code} is stable, {@link #message} is for
 * people.
 */
public sealed interface Failure {
    /** A stable snake_case word for programs. */
    String code();

    /** One sentence with name, rule and value. */
    String message();

    /**
     * The caller's mistake.
     *
     * @param field public name of the request's field
     */
    record Invalid(String field, String rule, String value) implements Failure {
        @Override
        public String code() {
            return "invalid_request";
        }

        @Override
        public String message() {
            return "%s %s, got %s".formatted(field, rule, value);
        }
    }

    /**
     * A model folder that can't be run.
     *
     * @param file the file (or folder) at fault
     * @param rule what was expected, perhaps with the field inside the file
     * @param value what was found
     */
    record Unusable(String file, String rule, String value) implements Failure {
        @Override
        public String code() {
            return "unusable_model";
        }

        @Override
        public String message() {
            return "%s: %s, found %s".formatted(file, rule, value);
        }
    }

    /**
     * The model made values that are no numbers.
     *
     * @param step the step after which they appeared, from 1; 0 before the first
     */
    record NonFinite(String component, int step) implements Failure {
        @Override
        public String code() {
            return "non_finite_output";
        }

        @Override
        public String message() {
            return "%s gave values that are no finite numbers at step %d"
                    .formatted(component, step);
        }
    }

    /** A checkpoint that doesn't belong to this request and model, or is damaged. */
    record Checkpoint(String reason) implements Failure {
        @Override
        public String code() {
            return "unusable_checkpoint";
        }

        @Override
        public String message() {
            return "the checkpoint can't be used: " + reason;
        }
    }

    /** A device that isn't there or refused to work. */
    record Device(String device, String reason) implements Failure {
        @Override
        public String code() {
            return "device_failed";
        }

        @Override
        public String message() {
            return "device %s: %s".formatted(device, reason);
        }
    }

    /** A call that was ended on purpose while it ran. */
    record Cancelled(String component) implements Failure {
        @Override
        public String code() {
            return "cancelled";
        }

        @Override
        public String message() {
            return "the call of %s was cancelled".formatted(component);
        }
    }
}
