package dev.sfumato.worker.residency;

import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Modalities;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The models in a worker's folders. Immutable; any thread. */
public final class ModelShelf {
    private static final String INDEX = "model_index.json";
    private static final String INSIDE = "model";

    private final Map<String, KnownModel> models;

    private ModelShelf(Map<String, KnownModel> models) {
        this.models = models;
    }

    /**
     * Reads every model's description and hashes its files.
     *
     * @param folders each a model, or a folder of models; a model is {@code model_index.json} or
     *     {@code model/model_index.json} with what belongs to it
     * @param budget bytes of graphs that one model may have
     * @throws UnusableModelsException naming every folder without a model, every broken one, and
     *     every id that occurs twice
     */
    public static ModelShelf read(List<Path> folders, long budget, Modalities modalities) {
        var found = new LinkedHashMap<String, KnownModel>();
        var mistakes = new ArrayList<String>();
        for (Path folder : folders) {
            try {
                List<Path> inside = models(folder);
                if (inside.isEmpty()) {
                    mistakes.add(folder + ": must hold a model, found none");
                }
                inside.forEach(each -> add(each, modalities, found, mistakes));
            } catch (UncheckedIOException | IOException e) {
                mistakes.add(folder + ": must be a readable folder, found " + e);
            }
        }
        for (KnownModel model : found.values()) {
            if (model.bytes() > budget) {
                mistakes.add(
                        "%s: must have at most the %d bytes of worker.memory.mib, found %d"
                                .formatted(model.card().folder().path(), budget, model.bytes()));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new UnusableModelsException(mistakes);
        }
        return new ModelShelf(found);
    }

    /** The model of that id; null if there is none. */
    public @Nullable KnownModel find(String id) {
        return models.get(id);
    }

    /** Their ids, in the order of the folders. */
    public List<String> ids() {
        return List.copyOf(models.keySet());
    }

    /** All of them. */
    public Collection<KnownModel> all() {
        return models.values();
    }

    private static List<Path> models(Path folder) throws IOException {
        Path itself = model(folder);
        if (itself != null) {
            return List.of(itself);
        }
        var inside = new ArrayList<Path>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                Path model = model(child);
                if (model != null) {
                    inside.add(model);
                }
            }
        }
        return inside;
    }

    private static @Nullable Path model(Path folder) {
        if (Files.isRegularFile(folder.resolve(INDEX))) {
            return folder;
        }
        Path inside = folder.resolve(INSIDE);
        return Files.isRegularFile(inside.resolve(INDEX)) ? inside : null;
    }

    private static void add(
            Path folder,
            Modalities modalities,
            Map<String, KnownModel> found,
            List<String> mistakes) {
        try {
            ModelCard card = modalities.recognise(ModelFolder.open(folder));
            var known = new KnownModel(card, modalities.pipeline(card), size(folder));
            KnownModel before = found.putIfAbsent(card.id(), known);
            if (before != null) {
                mistakes.add(
                        "%s: must have an id of its own, found %s as in %s"
                                .formatted(folder, card.id(), before.card().folder().path()));
            }
        } catch (DiffusionException e) {
            mistakes.add(e.failure().message());
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().contains(".onnx"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
