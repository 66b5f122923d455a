package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.util.ArrayList;
import java.util.List;

/** Reads what a folder says of its autoencoder, of either kind. */
final class AutoencoderReader {
    private static final int LEAST_TILE = 256;
    private static final int NATURAL_TILE = 512;
    private static final int LARGEST_WHOLE = 768;

    private AutoencoderReader() {}

    static PictureModel.Autoencoder read(ModelFolder folder) {
        return read(folder, "vae_decoder");
    }

    /** The same of another decoder for the same latents. */
    static PictureModel.Autoencoder read(ModelFolder folder, String component) {
        Config config = folder.config(component + "/config.json");
        Graph decoder = folder.graph(component);
        if (decoder.input("latent_sample").isEmpty() || decoder.output("sample").isEmpty()) {
            throw DiffusionException.unusable(
                    decoder.file(),
                    "must take 'latent_sample' and give 'sample'",
                    decoder.inputs());
        }
        boolean sampled =
                folder.has("vae_encoder")
                        && folder.graph("vae_encoder").output("latent_parameters").isPresent();
        int scale = 1 << (blocks(config).size() - 1);
        return new PictureModel.Autoencoder(
                config.integer("latent_channels"),
                scale,
                config.number("scaling_factor"),
                config.number("shift_factor", 0),
                numbers(config, "latents_mean"),
                numbers(config, "latents_std"),
                sampled,
                tiling(folder, config, scale));
    }

    /** The reference's tile side is the autoencoder's {@code sample_size}. */
    private static PictureModel.Tiling tiling(ModelFolder folder, Config config, int scale) {
        Config own = folder.own();
        Object size = config.values().get("sample_size");
        int natural = Math.max(LEAST_TILE, size instanceof Number n ? n.intValue() : NATURAL_TILE);
        int side = own.integer("tile_size", Math.ceilDiv(natural, 4 * scale) * 4 * scale);
        if (side < 4 * scale || side % (4 * scale) != 0) {
            throw DiffusionException.unusable(
                    own.file(), "'tile_size' must be a multiple of " + 4 * scale, side);
        }
        int above = own.integer("tile_above", Math.max(LARGEST_WHOLE, side));
        if (above < side) {
            throw DiffusionException.unusable(
                    own.file(), "'tile_above' must be at least 'tile_size', " + side, above);
        }
        return new PictureModel.Tiling(side, above);
    }

    private static List<?> blocks(Config config) {
        List<?> blocks = config.list("block_out_channels");
        blocks = blocks.isEmpty() ? config.list("decoder_block_out_channels") : blocks;
        if (blocks.isEmpty()) {
            throw DiffusionException.unusable(
                    config.file(), "'block_out_channels' must list the levels", "nothing");
        }
        return blocks;
    }

    private static List<Double> numbers(Config config, String key) {
        List<Double> numbers = new ArrayList<>();
        for (Object value : config.list(key)) {
            if (!(value instanceof Number number)) {
                throw DiffusionException.unusable(
                        config.file(), "'%s' must hold numbers".formatted(key), value);
            }
            numbers.add(number.doubleValue());
        }
        return List.copyOf(numbers);
    }
}
