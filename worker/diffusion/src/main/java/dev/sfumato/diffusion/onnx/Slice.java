package dev.sfumato.diffusion.onnx;

import dev.sfumato.diffusion.pipeline.Outputs;

import java.util.Objects;

/** One run's rows of a shared call. */
record Slice(Binding binding, int from, int rows) implements Outputs.Tensors {
    @Override
    public int[] shape(String output) {
        return binding.outputShape(output);
    }

    @Override
    public void read(String output, int row, float[] into) {
        binding.read(output, from + Objects.checkIndex(row, rows), into);
    }
}
