package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.PromptEncoder;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.schedule.SchedulerConfig;

import java.util.List;

/**
 * A latent diffusion model for pictures, as its folder describes it.
 *
 * @param card what it announces
 * @param scheduler the folder's own scheduler
 * @param prompts its text encoders
 * @param denoiser what predicts, and what it takes
 * @param autoencoder between pixels and latents
 * @param sizes what sizes it makes
 * @param zerosForAbsent whether an absent negative prompt stands for zeros rather than for the
 *     empty text
 * @param previews how previews are made
 * @param fast what it does where a request lets it trade quality for time
 */
record PictureModel(
        ModelCard card,
        SchedulerConfig scheduler,
        PromptEncoder prompts,
        Denoiser denoiser,
        Autoencoder autoencoder,
        Sizes sizes,
        boolean zerosForAbsent,
        PicturePreviews.Means previews,
        Fast fast) {

    /**
     * The autoencoder.
     *
     * @param channels of a latent
     * @param scale pixels per latent position, along each side
     * @param factor latents are multiplied by it after encoding
     * @param shift subtracted before
     * @param mean per channel, subtracted instead of {@code shift}; empty if not used
     * @param std per channel, divides; empty if not used
     * @param sampled whether the encoder gives a distribution to sample from
     * @param tiling how large pictures are cut
     */
    record Autoencoder(
            int channels,
            int scale,
            double factor,
            double shift,
            List<Double> mean,
            List<Double> std,
            boolean sampled,
            Tiling tiling) {

        /** How a latent of that many positions is decoded. */
        Tiles decoding(int height, int width) {
            return tiling.cuts(height * scale, width * scale)
                    ? new Tiles(
                            height, width, tiling.side() / scale, tiling.side(), tiling.together())
                    : Tiles.none(height, width);
        }

        /** How a picture of that many pixels is encoded. */
        Tiles encoding(int height, int width) {
            return tiling.cuts(height, width)
                    ? new Tiles(
                            height, width, tiling.side(), tiling.side() / scale, tiling.together())
                    : Tiles.none(height, width);
        }
    }

    /**
     * When the autoencoder works on tiles, in pixels.
     *
     * @param side of a tile
     * @param above side of the largest square that is worked on as a whole
     */
    record Tiling(int side, int above) {
        boolean cuts(int height, int width) {
            return (long) height * width > (long) above * above && (height > side || width > side);
        }

        /** Tiles of a call: together no larger than what is worked on as a whole. */
        int together() {
            return Math.max(1, (above / side) * (above / side));
        }
    }

    /**
     * Sizes in pixels.
     *
     * @param multiple divides every side that may be asked for
     * @param grid divides every side that the denoiser can make
     */
    record Sizes(
            int width,
            int height,
            int minimum,
            int maxWidth,
            int maxHeight,
            int multiple,
            int grid) {
        /** The next side that the denoiser can make. */
        int onGrid(int side) {
            return Math.ceilDiv(side, grid) * grid;
        }
    }

    /** Whether the denoiser takes mask and masked picture beside the latent. */
    boolean isInpainting() {
        return denoiser.channels() == 2 * autoencoder.channels() + 1;
    }
}
