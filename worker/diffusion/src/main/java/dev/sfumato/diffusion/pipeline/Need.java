package dev.sfumato.diffusion.pipeline;

import java.util.List;

/** What a run needs to go on. */
public sealed interface Need {
    /**
     * A model call. Its rows may travel with those of other runs whose call names the same
     * component, outputs and adapters and whose rows have the same shape.
     *
     * @param component which graph
     * @param rows what to feed it; filled in anew by the run for each step
     * @param outputs the graph outputs that the run reads, at least one
     * @param lora adapters that the graph runs with
     */
    record Call(Component component, Rows rows, List<String> outputs, List<Lora> lora)
            implements Need {
        /** Keeps the lists as unmodifiable copies. */
        public Call {
            outputs = List.copyOf(outputs);
            lora = List.copyOf(lora);
        }

        /** A call without adapters. */
        public Call(Component component, Rows rows, List<String> outputs) {
            this(component, rows, outputs, List.of());
        }
    }

    /**
     * Work for a thread other than the device's: resize, encode a file.
     *
     * @param task what to run; its result goes to {@link Run#accept}
     */
    record Compute(Task task) implements Need {}

    /**
     * Nothing more.
     *
     * @param artifacts what was made, in order of their index
     */
    record Done(List<Artifact> artifacts) implements Need {
        /** Keeps {@code artifacts} as an unmodifiable copy. */
        public Done {
            artifacts = List.copyOf(artifacts);
        }
    }
}
