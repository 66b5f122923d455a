package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.PromptEncoder;
import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.model.Multiplications;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.sampler.Samplers;
import dev.sfumato.diffusion.schedule.SchedulerConfig;
import dev.sfumato.diffusion.schedule.SchedulerKind;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a diffusers folder with a U-Net, in Optimum's ONNX layout. */
final class PictureModelReader {
    private static final String INDEX = "model_index.json";
    private static final String SPACING = "timestep_spacing";
    private static final Set<String> UNET_INPUTS =
            Set.of(
                    "sample",
                    "timestep",
                    "encoder_hidden_states",
                    "timestep_cond",
                    "text_embeds",
                    "time_ids");

    private final ModelFolder folder;
    private final Config index;
    private final Config own;
    private final Config unet;
    private final Graph graph;
    private final @Nullable String sha256;

    private PictureModelReader(ModelFolder folder, @Nullable String sha256) {
        this.sha256 = sha256;
        this.folder = folder;
        index = folder.config(INDEX);
        own = folder.has("sfumato.json") ? folder.config("sfumato.json") : index.object("sfumato");
        unet = folder.config("unet/config.json");
        graph = folder.graph("unet");
    }

    /** Whether the folder is of this kind at all. */
    static boolean recognises(ModelFolder folder) {
        return folder.has(INDEX)
                && folder.config(INDEX).has("unet")
                && !folder.config(INDEX).has("vocoder");
    }

    /** Reads a folder; its hash is worked out unless it is known. */
    static PictureModel read(ModelFolder folder, @Nullable String sha256) {
        return new PictureModelReader(folder, sha256).model();
    }

    private PictureModel model() {
        PictureModel.Autoencoder autoencoder = AutoencoderReader.read(folder);
        PictureModel.Denoiser denoiser = denoiser(autoencoder);
        PictureModel.Sizes sizes = sizes(autoencoder);
        SchedulerConfig scheduler = scheduler();
        boolean inpainting = denoiser.channels() != autoencoder.channels();
        double perStep =
                Multiplications.perPosition(graph, "sample") / square(autoencoder.scale()) / 1e9;
        double decode =
                Multiplications.perPosition(folder.graph("vae_decoder"), "latent_sample")
                        / square(autoencoder.scale())
                        / 1e9;
        String id = own.text("id", folder.name());
        var prompts =
                new PromptEncoder(
                        TextEncoderReader.read(folder, id), PromptRulesReader.read(own, graph));
        var fast = new FastReader(folder, own);
        Fast levers = fast.levers(id, graph);
        ModelCard.Defaults defaults = defaults(denoiser);
        var card =
                new ModelCard(
                        id,
                        PictureModality.NAME,
                        index.text("_class_name", "unknown"),
                        tasks(inpainting),
                        defaults,
                        fast.defaults(defaults),
                        new ModelCard.Limits(
                                own.integer("max_steps", 150),
                                own.number("max_guidance_scale", 50),
                                own.integer("max_count", 16),
                                own.integer("max_prompt_characters", 10_000)),
                        Samplers.ids(),
                        sha256 == null ? folder.sha256() : sha256,
                        PictureSchema.of(sizes, prompts, folder.has("vae_encoder")),
                        PictureSchema.cost(perStep, decode, levers),
                        folder);
        return new PictureModel(
                card,
                scheduler,
                prompts,
                denoiser,
                autoencoder,
                sizes,
                index.flag("force_zeros_for_empty_prompt", folder.has("text_encoder_2")),
                PicturePreviews.every(decode / (2 * perStep)),
                levers);
    }

    private List<String> tasks(boolean inpainting) {
        if (inpainting) {
            return List.of(PictureRequest.INPAINTING);
        }
        return folder.has("vae_encoder")
                ? List.of(
                        PictureRequest.TEXT_TO_IMAGE,
                        PictureRequest.IMAGE_TO_IMAGE,
                        PictureRequest.INPAINTING)
                : List.of(PictureRequest.TEXT_TO_IMAGE);
    }

    private ModelCard.Defaults defaults(PictureModel.Denoiser denoiser) {
        boolean distilled = denoiser.guidanceWidth() > 0;
        String scheduler = own.has("default_scheduler") ? own.text("default_scheduler") : null;
        if (scheduler != null && !Samplers.ids().contains(scheduler)) {
            throw DiffusionException.unusable(
                    own.file(), "'default_scheduler' must be one of " + Samplers.ids(), scheduler);
        }
        return new ModelCard.Defaults(
                own.integer("default_steps", distilled ? 4 : 30),
                own.number("default_guidance_scale", distilled ? 8 : 7.5),
                scheduler);
    }

    private SchedulerConfig scheduler() {
        Config config = folder.config("scheduler/scheduler_config.json");
        try {
            return SchedulerConfig.of(meant(config));
        } catch (IllegalArgumentException e) {
            throw DiffusionException.unusable(
                    config.file(), "must describe a known scheduler", e.getMessage());
        }
    }

    /**
     * Saved files spell out every default. A spacing that is only its class's default, and a null,
     * must not bind another class that the request names, which has a default of its own.
     */
    private static Map<String, @Nullable Object> meant(Config config) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(config.values());
        Map<String, @Nullable Object> defaults =
                SchedulerKind.named(config.text("_class_name")).defaults();
        values.remove(SPACING, defaults.get(SPACING));
        values.entrySet()
                .removeIf(
                        entry -> entry.getValue() == null && defaults.get(entry.getKey()) == null);
        return values;
    }

    private PictureModel.Denoiser denoiser(PictureModel.Autoencoder autoencoder) {
        int channels = unet.integer("in_channels");
        if (channels != autoencoder.channels() && channels != 2 * autoencoder.channels() + 1) {
            throw DiffusionException.unusable(
                    unet.file(),
                    "'in_channels' must be %d, or %d for inpainting"
                            .formatted(autoencoder.channels(), 2 * autoencoder.channels() + 1),
                    channels);
        }
        for (String required : List.of("sample", "timestep", "encoder_hidden_states")) {
            if (graph.input(required).isEmpty()) {
                throw DiffusionException.unusable(
                        graph.file(), "must have the input '" + required + "'", names());
            }
        }
        if (!UNET_INPUTS.containsAll(names())) {
            throw DiffusionException.unusable(
                    graph.file(), "inputs must be among " + UNET_INPUTS, names());
        }
        boolean sized = graph.input("text_embeds").isPresent();
        if (sized != folder.has("text_encoder_2")) {
            throw DiffusionException.unusable(
                    graph.file(),
                    "'text_embeds' and text_encoder_2 must both be there or both absent",
                    names());
        }
        int width =
                graph.input("timestep_cond").isPresent() ? unet.integer("time_cond_proj_dim") : 0;
        return new PictureModel.Denoiser(channels, width, sized);
    }

    private List<String> names() {
        return graph.inputs().stream().map(Graph.Port::name).toList();
    }

    private PictureModel.Sizes sizes(PictureModel.Autoencoder autoencoder) {
        int natural = unet.integer("sample_size", 64) * autoencoder.scale();
        int levels = Math.max(1, unet.list("block_out_channels").size());
        int grid = autoencoder.scale() << (levels - 1);
        int width = own.integer("default_width", natural);
        int height = own.integer("default_height", natural);
        return new PictureModel.Sizes(
                width,
                height,
                grid,
                own.integer("max_width", Math.max(1024, 2 * natural)),
                own.integer("max_height", Math.max(1024, 2 * natural)),
                autoencoder.scale(),
                grid);
    }

    private static double square(int side) {
        return (double) side * side;
    }
}
