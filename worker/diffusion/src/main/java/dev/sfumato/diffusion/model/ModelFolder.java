package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that holds a model: one sub-folder per component, each with its configuration and its
 * graph.
 */
public final class ModelFolder {
    private static final String GRAPH = "model.onnx";
    private static final String INDEX = "model_index.json";
    private static final String OWN = "sfumato.json";
    private static final String ADAPTERS = "lora";
    private static final String ADAPTER = ".onnx_adapter";

    private final Path path;

    private ModelFolder(Path path) {
        this.path = path;
    }

    /**
     * A folder that exists; nothing else is read yet.
     *
     * @throws DiffusionException with {@link dev.sfumato.diffusion.pipeline.Failure.Unusable} if it
     *     is no folder
     */
    public static ModelFolder open(Path path) {
        if (!Files.isDirectory(path)) {
            throw DiffusionException.unusable(
                    path, "must be a folder", Files.exists(path) ? "a file" : "nothing");
        }
        return new ModelFolder(path.toAbsolutePath().normalize());
    }

    /** Where it lies; absolute. */
    public Path path() {
        return path;
    }

    /** The folder's name, the model's id unless {@code sfumato.json} gives another. */
    public String name() {
        return path.getFileName().toString();
    }

    /** Whether a file (or component) is there. */
    public boolean has(String relative) {
        return Files.exists(path.resolve(relative));
    }

    /**
     * A required configuration file.
     *
     * @param relative for example {@code unet/config.json}
     */
    public Config config(String relative) {
        return Config.read(path.resolve(relative));
    }

    /** What {@code sfumato.json} says; nothing where there is none. */
    public Config own() {
        return has(OWN) ? config(OWN) : config(INDEX).object("sfumato");
    }

    /**
     * The outline of a required component's graph.
     *
     * @param component for example {@code unet}
     */
    public Graph graph(String component) {
        return GraphReader.read(graphFile(component));
    }

    /** Where a component's graph lies. */
    public Path graphFile(String component) {
        return path.resolve(component).resolve(GRAPH);
    }

    /** Ids of its adapters, by name. */
    public List<String> adapters() {
        Path adapters = path.resolve(ADAPTERS);
        if (!Files.isDirectory(adapters)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(adapters)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ADAPTER))
                    .map(name -> name.substring(0, name.length() - ADAPTER.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DiffusionException.unusable(adapters, "must be readable", e);
        }
    }

    /** Where an adapter lies. */
    public Path adapterFile(String id) {
        return path.resolve(ADAPTERS).resolve(id + ADAPTER);
    }

    /** The components that have a graph, by name. */
    public List<String> components() {
        try (Stream<Path> children = Files.list(path)) {
            return children.filter(child -> Files.isRegularFile(child.resolve(GRAPH)))
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DiffusionException.unusable(path, "must be readable", e);
        }
    }

    /**
     * SHA-256 over names and contents of all files, in lower-case hexadecimal; reads everything, so
     * ask once.
     */
    public String sha256() {
        return FolderHash.of(path);
    }
}
