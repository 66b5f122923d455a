package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

/**
 * Colours of latent positions by a linear map; the factors are those widely used for the
 * autoencoders of SD 1/2 and SDXL.
 */
final class LatentColors {
    private static final float[][] SD = {
        {0.3512f, 0.2297f, 0.3227f},
        {0.3250f, 0.4974f, 0.2350f},
        {-0.2829f, 0.1762f, 0.2721f},
        {-0.2120f, -0.2616f, -0.7177f}
    };
    private static final float[][] SDXL = {
        {0.3651f, 0.4232f, 0.4341f},
        {-0.2533f, -0.0042f, 0.1068f},
        {0.1076f, 0.1111f, -0.0362f},
        {-0.3165f, -0.2492f, -0.2188f}
    };
    private static final int ENLARGED = 8;

    private final float[][] factors;

    private LatentColors(float[][] factors) {
        this.factors = factors;
    }

    /** The map for an autoencoder; null if none is known. */
    static @Nullable LatentColors of(PictureModel.Autoencoder autoencoder) {
        if (autoencoder.channels() != 4) {
            return null;
        }
        if (autoencoder.factor() == 0.18215) {
            return new LatentColors(SD);
        }
        return autoencoder.factor() == 0.13025 ? new LatentColors(SDXL) : null;
    }

    /** Colours from -1 to 1, each position a block of pixels. */
    Tensor.Floats apply(Tensor.Floats latent) {
        int height = latent.shape()[1];
        int width = latent.shape()[2];
        Tensor.Floats colors = Tensor.zeros(3, height, width);
        for (int c = 0; c < 3; c++) {
            for (int k = 0; k < factors.length; k++) {
                for (int i = 0; i < height * width; i++) {
                    colors.values()[c * height * width + i] +=
                            factors[k][c] * latent.values()[k * height * width + i];
                }
            }
        }
        int scale = Math.max(1, Math.min(ENLARGED, 256 / Math.max(width, height)));
        return PixelValues.nearest(colors, height * scale, width * scale);
    }
}
