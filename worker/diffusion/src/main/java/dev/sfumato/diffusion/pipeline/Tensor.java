package dev.sfumato.diffusion.pipeline;

import java.util.Arrays;

/**
 * Numbers and their shape, in row-major order. The array is shared, never copied: a run writes the
 * next step's values in place.
 */
public sealed interface Tensor {
    /** The array of this tensor's dimensions; not to be written to. */
    int[] shape();

    /** How many numbers it holds. */
    int elements();

    /** Whether all rows of a call take it once, without a batch dimension. */
    boolean isShared();

    /** 32-bit floats of the given shape, without the batch dimension. */
    static Floats floats(float[] values, int... shape) {
        return new Floats(values, shape);
    }

    /** A new tensor of zeros. */
    static Floats zeros(int... shape) {
        return new Floats(new float[count(shape)], shape);
    }

    /** 64-bit integers of the given shape, without the batch dimension. */
    static Longs longs(long[] values, int... shape) {
        return new Longs(values, shape, false);
    }

    /**
     * 64-bit integers that all rows of a call share: the graph takes them once, without a batch
     * dimension.
     */
    static Longs shared(long[] values, int... shape) {
        return new Longs(values, shape, true);
    }

    private static int count(int[] shape) {
        int elements = 1;
        for (int dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        return elements;
    }

    private static int[] checked(int length, int[] shape) {
        if (count(shape) != length) {
            throw new IllegalArgumentException(
                    "values must hold %d numbers for %s, got %d"
                            .formatted(count(shape), Arrays.toString(shape), length));
        }
        return shape.clone();
    }

    /** A tensor of 32-bit floats. */
    final class Floats implements Tensor {
        private final float[] values;
        private final int[] shape;

        private Floats(float[] values, int[] shape) {
            this.values = values;
            this.shape = checked(values.length, shape);
        }

        /** The numbers themselves, shared. */
        public float[] values() {
            return values;
        }

        @Override
        public int[] shape() {
            return shape;
        }

        @Override
        public int elements() {
            return values.length;
        }

        @Override
        public boolean isShared() {
            return false;
        }
    }

    /** A tensor of 64-bit integers. */
    final class Longs implements Tensor {
        private final long[] values;
        private final int[] shape;
        private final boolean shared;

        private Longs(long[] values, int[] shape, boolean shared) {
            this.shared = shared;
            this.values = values;
            this.shape = checked(values.length, shape);
        }

        /** The numbers themselves, shared. */
        public long[] values() {
            return values;
        }

        @Override
        public int[] shape() {
            return shape;
        }

        @Override
        public int elements() {
            return values.length;
        }

        @Override
        public boolean isShared() {
            return shared;
        }
    }
}
