package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.model.Config;
import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.model.Multiplications;
import dev.sfumato.diffusion.pipeline.Component;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Shortcut;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the object {@code fast} of a folder's {@code sfumato.json}, and the second part of its
 * U-Net where there is one.
 */
final class FastReader {
    private static final String SHALLOW = "unet_shallow";
    private static final String INTERVAL = "guidance_interval";
    private static final int EVERY = 3;
    private static final Set<String> KEYS =
            Set.of(
                    "steps",
                    "guidance_scale",
                    "scheduler",
                    INTERVAL,
                    "cache_interval",
                    "unet",
                    "transformer");

    private final ModelFolder folder;
    private final Config fast;

    /**
     * For a folder whose own configuration is {@code own}.
     *
     * @throws DiffusionException if {@code fast} has a key that isn't known
     */
    FastReader(ModelFolder folder, Config own) {
        this.folder = folder;
        fast = own.object("fast");
        if (!KEYS.containsAll(fast.values().keySet())) {
            throw wrong("'fast' must have keys among " + KEYS, fast.values().keySet());
        }
    }

    /** The defaults of quality fast; what isn't said there is as ever. */
    ModelCard.Defaults defaults(ModelCard.Defaults ever, List<String> schedulers) {
        String scheduler = fast.has("scheduler") ? fast.text("scheduler") : ever.scheduler();
        if (scheduler != null && !schedulers.contains(scheduler)) {
            throw wrong("'fast.scheduler' must be one of " + schedulers, scheduler);
        }
        int steps = fast.integer("steps", ever.steps());
        if (steps < 1) {
            throw wrong("'fast.steps' must be at least 1", steps);
        }
        return new ModelCard.Defaults(
                steps, fast.number("guidance_scale", ever.guidanceScale()), scheduler);
    }

    /** The levers, for a model with that denoiser, whose component's name is a key too. */
    Fast levers(String model, Denoiser denoiser) {
        Graph exact = folder.graph(denoiser.component());
        String component = fast.text(denoiser.component(), denoiser.component());
        Graph graph = component.equals(denoiser.component()) ? exact : folder.graph(component);
        if (!names(graph).equals(names(exact))) {
            throw DiffusionException.unusable(
                    graph.file(), "must have the inputs " + names(exact), names(graph));
        }
        double[] interval = interval();
        int every = fast.integer("cache_interval", EVERY);
        if (every < 1) {
            throw wrong("'fast.cache_interval' must be at least 1", every);
        }
        if (every > 1 && fast.has("cache_interval") && !folder.has(SHALLOW)) {
            throw wrong("'fast.cache_interval' needs the component " + SHALLOW, every);
        }
        Graph shallow = folder.has(SHALLOW) && every > 1 ? folder.graph(SHALLOW) : null;
        return new Fast(
                component,
                shallow == null ? null : shortcut(model, graph, shallow, every),
                interval[0],
                interval[1],
                shallow == null ? 0 : saved(graph, shallow, every));
    }

    private Shortcut shortcut(String model, Graph whole, Graph shallow, int every) {
        Set<String> features = new HashSet<>(names(shallow));
        features.removeAll(names(whole));
        if (features.size() != 1) {
            throw DiffusionException.unusable(
                    shallow.file(),
                    "must have one input beside those of the U-Net",
                    names(shallow));
        }
        String feature = features.iterator().next();
        if (whole.output(feature).isEmpty()) {
            throw DiffusionException.unusable(
                    whole.file(),
                    "must have the output '%s', which %s takes".formatted(feature, SHALLOW),
                    whole.outputs().stream().map(Graph.Port::name).toList());
        }
        return new Shortcut(new Component(model, SHALLOW), names(shallow), feature, every);
    }

    private double[] interval() {
        if (!fast.has(INTERVAL)) {
            return new double[] {0, 1};
        }
        List<?> given = fast.list(INTERVAL);
        double @Nullable [] read = Parameters.rising(given);
        if (read == null) {
            throw wrong(
                    "'fast." + INTERVAL + "' must be two rising numbers between 0 and 1", given);
        }
        return read;
    }

    private static double saved(Graph whole, Graph shallow, int every) {
        double share =
                Multiplications.perPosition(shallow, "sample")
                        / Multiplications.perPosition(whole, "sample");
        return Math.clamp((1 - share) * (every - 1) / every, 0, 1);
    }

    private DiffusionException wrong(String rule, Object found) {
        return DiffusionException.unusable(fast.file(), rule, found);
    }

    private static Set<String> names(Graph graph) {
        Set<String> names = new HashSet<>();
        graph.inputs().forEach(port -> names.add(port.name()));
        return names;
    }
}
