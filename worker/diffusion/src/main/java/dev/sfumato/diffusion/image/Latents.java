package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.image.PictureModel.Autoencoder;
import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.pipeline.Tensor;

/** Between the autoencoder's latents and those the sampler moves. In place, per channel. */
final class Latents {
    private Latents() {}

    /**
     * What the sampler moves, of what the encoder gave; noise is drawn where it gave a distribution
     * (mean, then log variance).
     */
    static float[] fromEncoder(float[] encoded, Autoencoder autoencoder, NoiseSource noise) {
        float[] latent = autoencoder.sampled() ? sample(encoded, noise) : encoded;
        int area = latent.length / autoencoder.channels();
        for (int i = 0; i < latent.length; i++) {
            latent[i] =
                    (float)
                            ((latent[i] - mean(autoencoder, i / area))
                                    * autoencoder.factor()
                                    / std(autoencoder, i / area));
        }
        return latent;
    }

    /** Writes what the decoder takes. */
    static void toDecoder(float[] latent, Autoencoder autoencoder, Tensor.Floats out) {
        int area = latent.length / autoencoder.channels();
        for (int i = 0; i < latent.length; i++) {
            out.values()[i] =
                    (float)
                            (latent[i] * std(autoencoder, i / area) / autoencoder.factor()
                                    + mean(autoencoder, i / area));
        }
    }

    private static float[] sample(float[] parameters, NoiseSource noise) {
        var latent = new float[parameters.length / 2];
        noise.normal(latent);
        for (int i = 0; i < latent.length; i++) {
            float variance = Math.clamp(parameters[latent.length + i], -30f, 20f);
            latent[i] = parameters[i] + (float) Math.exp(0.5f * variance) * latent[i];
        }
        return latent;
    }

    private static double mean(Autoencoder autoencoder, int channel) {
        return autoencoder.mean().isEmpty() ? autoencoder.shift() : autoencoder.mean().get(channel);
    }

    private static double std(Autoencoder autoencoder, int channel) {
        return autoencoder.std().isEmpty() ? 1 : autoencoder.std().get(channel);
    }
}
