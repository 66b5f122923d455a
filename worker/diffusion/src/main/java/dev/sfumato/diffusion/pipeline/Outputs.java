package dev.sfumato.diffusion.pipeline;

/** What a run gets for its need. */
public sealed interface Outputs {
    /**
     * The result of a {@link Need.Compute}.
     *
     * @param value what the task made; only the run that asked knows its type
     */
    record Computed(Object value) implements Outputs {}

    /**
     * The results of a {@link Need.Call}, one entry per row of that call. Valid until {@link
     * Run#accept} returns.
     */
    non-sealed interface Tensors extends Outputs {
        /** How many rows there are. */
        int rows();

        /** Dimensions of an output without the batch dimension. */
        int[] shape(String output);

        /**
         * Copies one row of an output.
         *
         * @param into filled from its start; must hold at least the row
         */
        void read(String output, int row, float[] into);
    }
}
