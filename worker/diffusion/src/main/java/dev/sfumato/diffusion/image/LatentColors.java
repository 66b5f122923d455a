package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;

/**
 * Colours of latent positions by a linear map.
 *
 * @param factors per latent channel, its share in red, green and blue (-1 to 1)
 * @param bias red, green and blue of a latent of zeros
 */
record LatentColors(List<List<Double>> factors, List<Double> bias) {
    private static final int LONGEST = 256;
    private static final int ENLARGED = 8;

    /** What the folder says, else what is known of the autoencoder; null if nothing is. */
    static @Nullable LatentColors of(Config own, PictureModel.Autoencoder autoencoder) {
        if (!own.has("preview_factors")) {
            return KnownColors.of(autoencoder.channels(), autoencoder.factor());
        }
        List<?> rows = own.list("preview_factors");
        if (rows.size() != autoencoder.channels()) {
            throw DiffusionException.unusable(
                    own.file(),
                    "'preview_factors' must have a row for each of %d latent channels"
                            .formatted(autoencoder.channels()),
                    rows.size());
        }
        List<List<Double>> factors =
                rows.stream().map(row -> color(own, "preview_factors", row)).toList();
        return new LatentColors(
                factors,
                own.has("preview_bias")
                        ? color(own, "preview_bias", own.list("preview_bias"))
                        : Collections.nCopies(3, 0.0));
    }

    private static List<Double> color(Config own, String key, Object value) {
        if (value instanceof List<?> list
                && list.size() == 3
                && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream().map(number -> ((Number) number).doubleValue()).toList();
        }
        throw DiffusionException.unusable(
                own.file(), "'%s' must hold threes of numbers".formatted(key), value);
    }

    /** A small picture of a latent, smoothly enlarged. */
    Pixels apply(Tensor.Floats latent) {
        int height = latent.shape()[1];
        int width = latent.shape()[2];
        double scale = Math.min(ENLARGED, (double) LONGEST / Math.max(width, height));
        return Resize.to(
                PixelValues.pixels(colors(latent)),
                Math.max(1, (int) (width * scale)),
                Math.max(1, (int) (height * scale)),
                Resample.BICUBIC);
    }

    /** Colours from -1 to 1 (or beyond), one for each position. */
    Tensor.Floats colors(Tensor.Floats latent) {
        int area = latent.shape()[1] * latent.shape()[2];
        Tensor.Floats colors = Tensor.zeros(3, latent.shape()[1], latent.shape()[2]);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < area; i++) {
                double value = bias.get(c);
                for (int k = 0; k < factors.size(); k++) {
                    value += factors.get(k).get(c) * latent.values()[k * area + i];
                }
                colors.values()[c * area + i] = (float) value;
            }
        }
        return colors;
    }
}
