package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.conditioning.PromptEncoder;
import dev.sfumato.diffusion.model.Adapter;
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

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a diffusers folder with a U-Net or a transformer, in Optimum's ONNX layout. */
final class PictureModelReader {
    private static final String INDEX = "model_index.json";
    private static final String SPACING = "timestep_spacing";
    private static final int UNET_SIDE = 64;
    private static final int TRANSFORMER_SIDE = 128;

    /** What a request gets where nobody says. */
    private record Usual(int steps, double guidanceScale) {}

    private final ModelFolder folder;
    private final Config index;
    private final Config own;
    private final @Nullable String sha256;

    private PictureModelReader(ModelFolder folder, @Nullable String sha256) {
        this.sha256 = sha256;
        this.folder = folder;
        index = folder.config(INDEX);
        own = folder.own();
    }

    /** Whether the folder is of this kind at all. */
    static boolean recognises(ModelFolder folder) {
        return folder.has(INDEX)
                && (folder.config(INDEX).has("unet") || folder.config(INDEX).has("transformer"))
                && !folder.config(INDEX).has("vocoder");
    }

    /** Reads a folder; its hash is worked out unless it is known. */
    static PictureModel read(ModelFolder folder, @Nullable String sha256) {
        return new PictureModelReader(folder, sha256).model();
    }

    private PictureModel model() {
        PictureModel.Autoencoder autoencoder = AutoencoderReader.read(folder);
        Denoiser denoiser = DenoiserReader.read(folder, index, autoencoder);
        PictureModel.Sizes sizes = sizes(denoiser, autoencoder);
        SchedulerConfig scheduler = scheduler();
        boolean inpainting = denoiser.channels() != autoencoder.channels();
        double perStep = perStep(denoiser) / square(autoencoder.scale()) / 1e9;
        double decode =
                Multiplications.perPosition(folder.graph("vae_decoder"), "latent_sample")
                        / square(autoencoder.scale())
                        / 1e9;
        String id = own.text("id", folder.name());
        PromptEncoder prompts = TextEncoderReader.read(folder, id, own, denoiser);
        var fast = new FastReader(folder, own);
        Fast levers = fast.levers(id, denoiser);
        List<String> schedulers = Samplers.ids(scheduler);
        ModelCard.Defaults defaults = defaults(denoiser, schedulers);
        var card =
                new ModelCard(
                        id,
                        PictureModality.NAME,
                        index.text("_class_name", "unknown"),
                        tasks(inpainting),
                        defaults,
                        fast.defaults(defaults, schedulers),
                        adapters(denoiser),
                        new ModelCard.Limits(
                                own.integer("max_steps", 150),
                                own.number("max_guidance_scale", 50),
                                own.integer("max_count", 16),
                                own.integer("max_prompt_characters", 10_000)),
                        schedulers,
                        sha256 == null ? folder.sha256() : sha256,
                        PictureSchema.of(sizes, prompts, folder.has("vae_encoder")),
                        PictureSchema.cost(perStep, decode, levers, denoiser.embedsGuidance()),
                        folder);
        return new PictureModel(
                card,
                scheduler,
                prompts,
                denoiser,
                autoencoder,
                sizes,
                index.flag(
                        "force_zeros_for_empty_prompt",
                        denoiser instanceof Denoiser.UNet unet && unet.hasSizeCondition()),
                PicturePreviews.read(folder, autoencoder, decode / (2 * perStep)),
                levers);
    }

    /** The folder's adapters; refuses those that don't fit its denoiser. */
    private List<String> adapters(Denoiser denoiser) {
        List<String> ids = folder.adapters();
        if (!ids.isEmpty()) {
            Graph graph = folder.graph(denoiser.component());
            for (String id : ids) {
                Path file = folder.adapterFile(id);
                Adapter.read(file).checkFits(file, graph);
            }
        }
        return ids;
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

    private ModelCard.Defaults defaults(Denoiser denoiser, List<String> schedulers) {
        String scheduler = own.has("default_scheduler") ? own.text("default_scheduler") : null;
        if (scheduler != null && !schedulers.contains(scheduler)) {
            throw DiffusionException.unusable(
                    own.file(), "'default_scheduler' must be one of " + schedulers, scheduler);
        }
        boolean embedded = denoiser.embedsGuidance();
        var usual =
                switch (denoiser) {
                    case Denoiser.UNet ignored -> embedded ? new Usual(4, 8) : new Usual(30, 7.5);
                    case Denoiser.Joint ignored -> new Usual(28, 7);
                    case Denoiser.Packed ignored -> embedded ? new Usual(28, 3.5) : new Usual(4, 1);
                };
        return new ModelCard.Defaults(
                own.integer("default_steps", usual.steps()),
                own.number("default_guidance_scale", usual.guidanceScale()),
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

    private PictureModel.Sizes sizes(Denoiser denoiser, PictureModel.Autoencoder autoencoder) {
        int side = denoiser instanceof Denoiser.UNet ? UNET_SIDE : TRANSFORMER_SIDE;
        Config config = folder.config(denoiser.component() + "/config.json");
        int natural = config.integer("sample_size", side) * autoencoder.scale();
        int grid = autoencoder.scale() * denoiser.grid();
        int most =
                config.has("pos_embed_max_size")
                        ? config.integer("pos_embed_max_size") * grid
                        : Integer.MAX_VALUE;
        int usual = Math.max(1024, 2 * natural);
        return new PictureModel.Sizes(
                own.integer("default_width", natural),
                own.integer("default_height", natural),
                grid,
                Math.min(most, own.integer("max_width", usual)),
                Math.min(most, own.integer("max_height", usual)),
                autoencoder.scale(),
                grid);
    }

    /** Multiply-adds of one row of one step per latent position. */
    private double perStep(Denoiser denoiser) {
        double perPosition =
                Multiplications.perPosition(folder.graph(denoiser.component()), denoiser.sample());
        return denoiser instanceof Denoiser.Packed
                ? perPosition / square(denoiser.grid())
                : perPosition;
    }

    private static double square(int side) {
        return (double) side * side;
    }
}
