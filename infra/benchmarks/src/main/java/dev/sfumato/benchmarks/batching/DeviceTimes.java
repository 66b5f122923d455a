package dev.sfumato.benchmarks.batching;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How long the calls of a device take, as was published. */
interface DeviceTimes {
    /**
     * SDXL on an H100, TensorRT in half precision, 1024 × 1024: a step of one row takes 25.70 ms
     * (102.8 ms for four, without guidance), of two rows 44.31 ms (1772.29 ms for forty, with
     * guidance), decoding 126.95 ms, both encoders 0.78 ms. A line through both: {@code 7.09 +
     * 18.61 * rows} ms, the second part in proportion to the pixels. For 512 × 512 that gives 11.7
     * ms a row where 12.2 was published (48.87 ms for four), and 31.7 ms to decode where 30.4 was.
     * Sources: the model cards of {@code stabilityai/stable-diffusion-xl-1.0-tensorrt} and {@code
     * stabilityai/sdxl-turbo-tensorrt}.
     */
    DeviceTimes SDXL_H100 =
            new DeviceTimes() {
                @Override
                public double encode(int rows) {
                    return 0.78;
                }

                @Override
                public double step(double megapixels, int rows) {
                    return 7.09 + 18.61 * rows * megapixels;
                }

                @Override
                public double decode(double megapixels, int rows) {
                    return 126.95 * rows * megapixels;
                }
            };

    /**
     * Qwen-Image on an H200, bfloat16, 512 × 512, guidance included: a step of 1, 2, 3, 4, 8 and 16
     * pictures as in {@code sgl-project/sglang} #22183, straight lines between; encoding 35 ms and
     * decoding 17 ms as in {@code vllm-project/vllm-omni} #3266.
     */
    DeviceTimes QWEN_H200 =
            new DeviceTimes() {
                private final NavigableMap<Integer, Double> steps =
                        new TreeMap<>(
                                Map.of(
                                        1, 167.0, 2, 183.0, 3, 186.0, 4, 240.0, 8, 425.0, 16,
                                        832.0));

                @Override
                public double encode(int rows) {
                    return 35;
                }

                @Override
                public double step(double megapixels, int rows) {
                    int below = steps.floorKey(rows);
                    double least = steps.floorEntry(rows).getValue();
                    if (below == rows) {
                        return least;
                    }
                    int above = steps.ceilingKey(rows);
                    double most = steps.ceilingEntry(rows).getValue();
                    return least + (most - least) * (rows - below) / (above - below);
                }

                @Override
                public double decode(double megapixels, int rows) {
                    return 17.0 * rows;
                }
            };

    /**
     * The shipped model on two cores of an AMD EPYC with AVX-512, 64, 96 and 128 pixels square, as
     * measured by this benchmark's machine when nobody else used it.
     */
    DeviceTimes PROCESSOR =
            new DeviceTimes() {
                private static final double LARGEST = 128 * 128 / (1024.0 * 1024);

                @Override
                public String device() {
                    return "cpu:0";
                }

                @Override
                public double encode(int rows) {
                    return 0.5 + 0.5 * rows;
                }

                @Override
                public double step(double megapixels, int rows) {
                    return 4.64 + 4.76 * rows * megapixels / LARGEST;
                }

                @Override
                public double decode(double megapixels, int rows) {
                    return 0.3 + 14 * rows * megapixels / LARGEST;
                }
            };

    /** Its name; the kind decides how calls are padded. */
    default String device() {
        return "cuda:0";
    }

    /** Milliseconds to encode the prompts of that many rows. */
    double encode(int rows);

    /** Milliseconds of a denoising call. */
    double step(double megapixels, int rows);

    /** Milliseconds to decode that many pictures. */
    double decode(double megapixels, int rows);
}
