package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.noise.NoiseSource;
import dev.sfumato.diffusion.pipeline.Corrector;
import dev.sfumato.diffusion.pipeline.Tensor;
import dev.sfumato.diffusion.sampler.Sampler;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Where one picture starts. Draws its noise in the reference's order: the encoder's sample of the
 * picture, the latent's noise, the encoder's sample of the masked picture.
 */
final class Start {
    private final Sampler sampler;
    private final boolean blends;
    private final float @Nullable [] picture;
    private final float[] noise;
    private final float[] latent;
    private final Tensor.Floats input;
    private final Tensor.@Nullable Floats mask;

    Start(
            PictureRequest request,
            PictureModel model,
            Given given,
            NoiseSource source,
            int height,
            int width) {
        PictureModel.Autoencoder autoencoder = model.autoencoder();
        boolean inpaints = request.mask() != null;
        boolean fresh = request.image() == null || (inpaints && request.strength() == 1);
        sampler = request.sampler();
        blends = inpaints && !model.isInpainting();
        input = input(model.denoiser(), height, width);
        noise = new float[autoencoder.channels() * height * width];
        latent = new float[noise.length];
        picture =
                fresh && !blends ? null : Latents.fromEncoder(given.encoded(), autoencoder, source);
        source.normal(noise);
        if (fresh || picture == null) {
            for (int i = 0; i < latent.length; i++) {
                latent[i] = noise[i] * (float) sampler.initialSigma();
            }
        } else {
            sampler.addNoise(sampler.firstCall(), picture, noise, latent);
        }
        mask = inpaints ? given.latentMask(height, width) : null;
        if (blends && autoencoder.sampled()) {
            source.normal(new float[noise.length]);
        } else if (mask != null && model.isInpainting()) {
            float[] masked = Latents.fromEncoder(given.encodedMasked(), autoencoder, source);
            System.arraycopy(mask.values(), 0, input.values(), latent.length, mask.elements());
            System.arraycopy(
                    masked, 0, input.values(), latent.length + mask.elements(), masked.length);
        }
    }

    private static Tensor.Floats input(Denoiser denoiser, int height, int width) {
        return switch (denoiser) {
            case Denoiser.UNet unet -> Tensor.zeros(unet.channels(), height, width);
            case Denoiser.Joint joint -> Tensor.zeros(joint.channels(), height, width);
            case Denoiser.Packed packed -> {
                var patches = new Patches(packed.channels(), height, width);
                yield Tensor.zeros(patches.count(), patches.length());
            }
        };
    }

    float[] latent() {
        return latent;
    }

    /**
     * What the denoiser is fed: room for the latent, then mask and masked picture where it takes
     * them.
     */
    Tensor.Floats input() {
        return input;
    }

    /** Keeps what the mask protects, where the U-Net doesn't know of masks. */
    Optional<Corrector> corrector(int image) {
        if (!blends || mask == null || picture == null) {
            return Optional.empty();
        }
        var kept = new float[noise.length];
        float[] cover = mask.values();
        return Optional.of(
                (call, index, moved) -> {
                    if (index == image) {
                        blend(call, kept, cover, moved);
                    }
                });
    }

    private void blend(int call, float[] kept, float[] cover, float[] moved) {
        float[] clean = java.util.Objects.requireNonNull(picture);
        if (call + 1 < sampler.calls()) {
            sampler.addNoise(call + 1, clean, noise, kept);
        } else {
            System.arraycopy(clean, 0, kept, 0, kept.length);
        }
        for (int i = 0; i < moved.length; i++) {
            float weight = cover[i % cover.length];
            moved[i] = (1 - weight) * kept[i] + weight * moved[i];
        }
    }
}
