package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.util.List;
import java.util.Set;

/** Reads what a folder's denoiser is and takes, from its configuration and its graph's inputs. */
final class DenoiserReader {
    private static final List<String> UNET_REQUIRED =
            List.of("sample", "timestep", "encoder_hidden_states");
    private static final Set<String> UNET_INPUTS =
            Set.of(
                    "sample",
                    "timestep",
                    "encoder_hidden_states",
                    "timestep_cond",
                    "text_embeds",
                    "time_ids");
    private static final List<String> TRANSFORMER_REQUIRED =
            List.of("hidden_states", "timestep", "encoder_hidden_states", "pooled_projections");
    private static final Set<String> JOINT_INPUTS = Set.copyOf(TRANSFORMER_REQUIRED);
    private static final Set<String> PACKED_INPUTS =
            Set.of(
                    "hidden_states",
                    "timestep",
                    "encoder_hidden_states",
                    "pooled_projections",
                    "img_ids",
                    "txt_ids",
                    "guidance");

    private final ModelFolder folder;
    private final PictureModel.Autoencoder autoencoder;
    private final Config config;
    private final Graph graph;

    private DenoiserReader(
            ModelFolder folder, PictureModel.Autoencoder autoencoder, String component) {
        this.folder = folder;
        this.autoencoder = autoencoder;
        config = folder.config(component + "/config.json");
        graph = folder.graph(component);
    }

    /** The folder of the denoiser that {@code model_index.json} names. */
    static String component(Config index) {
        return index.has("unet") ? "unet" : "transformer";
    }

    static Denoiser read(ModelFolder folder, Config index, PictureModel.Autoencoder autoencoder) {
        String component = component(index);
        var reader = new DenoiserReader(folder, autoencoder, component);
        if (component.equals("unet")) {
            return reader.unet();
        }
        return reader.graph.input("img_ids").isPresent() ? reader.packed() : reader.joint();
    }

    private Denoiser unet() {
        checkInputs(UNET_REQUIRED, UNET_INPUTS);
        int channels = config.integer("in_channels");
        if (channels != autoencoder.channels() && channels != 2 * autoencoder.channels() + 1) {
            throw DiffusionException.unusable(
                    config.file(),
                    "'in_channels' must be %d, or %d for inpainting"
                            .formatted(autoencoder.channels(), 2 * autoencoder.channels() + 1),
                    channels);
        }
        boolean sized = graph.input("text_embeds").isPresent();
        if (sized != folder.has("text_encoder_2")) {
            throw DiffusionException.unusable(
                    graph.file(),
                    "'text_embeds' and text_encoder_2 must both be there or both absent",
                    names());
        }
        int width =
                graph.input("timestep_cond").isPresent() ? config.integer("time_cond_proj_dim") : 0;
        int levels = Math.max(1, config.list("block_out_channels").size());
        return new Denoiser.UNet(channels, 1 << (levels - 1), width, sized);
    }

    private Denoiser joint() {
        checkInputs(TRANSFORMER_REQUIRED, JOINT_INPUTS);
        checkRank("hidden_states", 4);
        checkChannels(autoencoder.channels());
        return new Denoiser.Joint(autoencoder.channels(), config.integer("patch_size"));
    }

    private Denoiser packed() {
        checkInputs(TRANSFORMER_REQUIRED, PACKED_INPUTS);
        checkRank("hidden_states", 3);
        checkChannels(autoencoder.channels() * Patches.SIDE * Patches.SIDE);
        int rank = graph.input("img_ids").orElseThrow().rank();
        if (graph.input("txt_ids").map(Graph.Port::rank).orElse(0) != rank) {
            throw DiffusionException.unusable(
                    graph.file(),
                    "'txt_ids' must have as many dimensions as 'img_ids', " + rank,
                    graph.inputs());
        }
        boolean embedded = graph.input("guidance").isPresent();
        return new Denoiser.Packed(autoencoder.channels(), embedded, rank == 2);
    }

    private void checkInputs(List<String> required, Set<String> known) {
        for (String name : required) {
            if (graph.input(name).isEmpty()) {
                throw DiffusionException.unusable(
                        graph.file(), "must have the input '" + name + "'", names());
            }
        }
        for (String name : names()) {
            if (!known.contains(name)) {
                throw DiffusionException.unusable(
                        graph.file(),
                        "inputs must be among " + known.stream().sorted().toList(),
                        name);
            }
        }
    }

    private void checkRank(String input, int rank) {
        Graph.Port port = graph.input(input).orElseThrow();
        if (port.rank() != rank) {
            throw DiffusionException.unusable(
                    graph.file(),
                    "'%s' must have %d dimensions".formatted(input, rank),
                    port.dimensions());
        }
    }

    private void checkChannels(int channels) {
        if (config.integer("in_channels") != channels) {
            throw DiffusionException.unusable(
                    config.file(),
                    "'in_channels' must be %d for an autoencoder with %d channels"
                            .formatted(channels, autoencoder.channels()),
                    config.integer("in_channels"));
        }
    }

    private List<String> names() {
        return graph.inputs().stream().map(Graph.Port::name).toList();
    }
}
