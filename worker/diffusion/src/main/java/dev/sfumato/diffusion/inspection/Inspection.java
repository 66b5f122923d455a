package dev.sfumato.diffusion.inspection;

import dev.sfumato.diffusion.model.Graph;
import dev.sfumato.diffusion.model.ModelCard;
import dev.sfumato.diffusion.model.ModelFolder;
import dev.sfumato.diffusion.model.TimestepRepair;
import dev.sfumato.diffusion.pipeline.DiffusionException;
import dev.sfumato.diffusion.pipeline.Modalities;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A report on a model folder.
 *
 * @param card what the model announces; null if it can't be run
 * @param components each graph that could be read
 * @param problems why it can't be run, one sentence each; empty if it can
 * @param hints what would make it better, one sentence each
 */
public record Inspection(
        @Nullable ModelCard card,
        List<ComponentReport> components,
        List<String> problems,
        List<String> hints) {
    /**
     * One graph.
     *
     * @param bytes size of its file, external weights left out
     * @param inputs for example {@code sample float32 [?, 4, ?, ?]}
     * @param outputs likewise
     */
    public record ComponentReport(
            String name, long bytes, List<String> inputs, List<String> outputs) {}

    /** Keeps the lists as unmodifiable copies. */
    public Inspection {
        components = List.copyOf(components);
        problems = List.copyOf(problems);
        hints = List.copyOf(hints);
    }

    /** Looks at a folder; never throws for what it finds there. */
    public static Inspection of(Path path) {
        List<ComponentReport> components = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        ModelCard card = null;
        try {
            ModelFolder folder = ModelFolder.open(path);
            for (String name : folder.components()) {
                read(folder, name, components, problems, hints);
            }
            card = Modalities.installed().recognise(folder);
            if (lacksT5(components)) {
                hints.add(
                        "text_encoder_3 is absent, so transformer gets zeros for T5's part of a"
                                + " prompt; long prompts are followed less closely");
            }
        } catch (DiffusionException e) {
            add(problems, e);
        }
        return new Inspection(card, components, problems, hints);
    }

    /**
     * Gives every denoiser of a folder a timestep per row.
     *
     * @return the files that were changed
     * @throws DiffusionException if a graph can't be repaired
     */
    public static List<Path> repair(Path path) {
        ModelFolder folder = ModelFolder.open(path);
        return folder.components().stream()
                .filter(name -> TimestepRepair.apply(folder, name).isPresent())
                .map(folder::graphFile)
                .toList();
    }

    private static void read(
            ModelFolder folder,
            String name,
            List<ComponentReport> components,
            List<String> problems,
            List<String> hints) {
        try {
            Graph graph = folder.graph(name);
            components.add(
                    new ComponentReport(
                            name,
                            Files.size(graph.file()),
                            ports(graph.inputs()),
                            ports(graph.outputs())));
            if (TimestepRepair.isNeeded(graph)) {
                hints.add(
                        "%s takes one timestep for all rows, so only runs at the same step can share a call; --repair changes that"
                                .formatted(name));
            }
        } catch (DiffusionException e) {
            add(problems, e);
        } catch (IOException e) {
            problems.add("%s: must be readable, found %s".formatted(folder.graphFile(name), e));
        }
    }

    /** Of two CLIPs and T5 below them, only the latter may be missing. */
    private static boolean lacksT5(List<ComponentReport> components) {
        List<String> names = components.stream().map(ComponentReport::name).toList();
        return names.containsAll(List.of("transformer", "text_encoder", "text_encoder_2"))
                && !names.contains("text_encoder_3")
                && components.stream()
                        .filter(component -> component.name().equals("transformer"))
                        .flatMap(component -> component.inputs().stream())
                        .noneMatch(input -> input.startsWith("img_ids"));
    }

    private static void add(List<String> problems, DiffusionException found) {
        Optional<String> message = Optional.ofNullable(found.getMessage());
        message.filter(text -> !problems.contains(text)).ifPresent(problems::add);
    }

    private static List<String> ports(List<Graph.Port> ports) {
        return ports.stream().map(Inspection::port).toList();
    }

    private static String port(Graph.Port port) {
        String type =
                switch (port.type()) {
                    case Graph.FLOAT -> "float32";
                    case Graph.FLOAT16 -> "float16";
                    case Graph.INT64 -> "int64";
                    case Graph.INT32 -> "int32";
                    default -> "type " + port.type();
                };
        List<String> sizes =
                port.dimensions().stream()
                        .map(size -> size < 0 ? "?" : Long.toString(size))
                        .toList();
        return "%s %s %s".formatted(port.name(), type, sizes);
    }
}
