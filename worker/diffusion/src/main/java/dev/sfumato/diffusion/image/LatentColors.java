package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/**
 * Colours of latent positions by a linear map; the factors are those widely used for the
 * autoencoders of SD 1/2, SDXL, SD3 and Flux.
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
    private static final float[] SDXL_BASE = {0.1084f, -0.0175f, -0.0011f};
    private static final float[][] SD3 = {
        {-0.0922f, -0.0175f, 0.0749f},
        {0.0311f, 0.0633f, 0.0954f},
        {0.1994f, 0.0927f, 0.0458f},
        {0.0856f, 0.0339f, 0.0902f},
        {0.0587f, 0.0272f, -0.0496f},
        {-0.0006f, 0.1104f, 0.0309f},
        {0.0978f, 0.0306f, 0.0427f},
        {-0.0042f, 0.1038f, 0.1358f},
        {-0.0194f, 0.0020f, 0.0669f},
        {-0.0488f, 0.0130f, -0.0268f},
        {0.0922f, 0.0988f, 0.0951f},
        {-0.0278f, 0.0524f, -0.0542f},
        {0.0332f, 0.0456f, 0.0895f},
        {-0.0069f, -0.0030f, -0.0810f},
        {-0.0596f, -0.0465f, -0.0293f},
        {-0.1448f, -0.1463f, -0.1189f}
    };
    private static final float[] SD3_BASE = {0.2394f, 0.2135f, 0.1925f};
    private static final float[][] FLUX = {
        {-0.0346f, 0.0244f, 0.0681f},
        {0.0034f, 0.0210f, 0.0687f},
        {0.0275f, -0.0668f, -0.0433f},
        {-0.0174f, 0.0160f, 0.0617f},
        {0.0859f, 0.0721f, 0.0329f},
        {0.0004f, 0.0383f, 0.0115f},
        {0.0405f, 0.0861f, 0.0915f},
        {-0.0236f, -0.0185f, -0.0259f},
        {-0.0245f, 0.0250f, 0.1180f},
        {0.1008f, 0.0755f, -0.0421f},
        {-0.0515f, 0.0201f, 0.0011f},
        {0.0428f, -0.0012f, -0.0036f},
        {0.0817f, 0.0765f, 0.0749f},
        {-0.1264f, -0.0522f, -0.1103f},
        {-0.0280f, -0.0881f, -0.0499f},
        {-0.1262f, -0.0982f, -0.0778f}
    };
    private static final float[] FLUX_BASE = {-0.0329f, -0.0718f, -0.0851f};
    private static final List<Known> KNOWN =
            List.of(
                    new Known(0.18215, new LatentColors(SD, new float[3])),
                    new Known(0.13025, new LatentColors(SDXL, SDXL_BASE)),
                    new Known(1.5305, new LatentColors(SD3, SD3_BASE)),
                    new Known(0.3611, new LatentColors(FLUX, FLUX_BASE)));
    private static final int ENLARGED = 8;

    private final float[][] factors;
    private final float[] base;

    /** The map for autoencoders that scale by {@code factor}. */
    private record Known(double factor, LatentColors colors) {}

    private LatentColors(float[][] factors, float[] base) {
        this.factors = factors;
        this.base = base;
    }

    /**
     * The map for an autoencoder; null if none is known.
     *
     * @param channels of a latent
     * @param factor latents are scaled by it
     */
    static @Nullable LatentColors of(int channels, double factor) {
        for (Known known : KNOWN) {
            if (known.factor() == factor && known.colors().factors.length == channels) {
                return known.colors();
            }
        }
        return null;
    }

    /** Colours from -1 to 1, each position a block of pixels. */
    Tensor.Floats apply(Tensor.Floats latent) {
        int height = latent.shape()[1];
        int width = latent.shape()[2];
        Tensor.Floats colors = Tensor.zeros(3, height, width);
        for (int c = 0; c < 3; c++) {
            Arrays.fill(colors.values(), c * height * width, (c + 1) * height * width, base[c]);
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
