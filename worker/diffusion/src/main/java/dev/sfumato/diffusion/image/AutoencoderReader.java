package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.util.ArrayList;
import java.util.List;

/** Reads what a folder says of its autoencoder, of either kind. */
final class AutoencoderReader {
    private AutoencoderReader() {}

    static PictureModel.Autoencoder read(ModelFolder folder) {
        Config config = folder.config("vae_decoder/config.json");
        Graph decoder = folder.graph("vae_decoder");
        if (decoder.input("latent_sample").isEmpty() || decoder.output("sample").isEmpty()) {
            throw DiffusionException.unusable(
                    decoder.file(),
                    "must take 'latent_sample' and give 'sample'",
                    decoder.inputs());
        }
        boolean sampled =
                folder.has("vae_encoder")
                        && folder.graph("vae_encoder").output("latent_parameters").isPresent();
        return new PictureModel.Autoencoder(
                config.integer("latent_channels"),
                1 << (blocks(config).size() - 1),
                config.number("scaling_factor"),
                config.number("shift_factor", 0),
                numbers(config, "latents_mean"),
                numbers(config, "latents_std"),
                sampled);
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
