package dev.sfumato.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.standalone.Standalone;
import dev.sfumato.standalone.StandaloneConfig;
import dev.sfumato.standalone.client.Api;
import dev.sfumato.standalone.client.EventStream;
import dev.sfumato.standalone.client.FewSteps;
import dev.sfumato.standalone.terminal.Display;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Makes pictures from a prompt, live. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = "Generate pictures from a prompt, watching them form.")
final class GenerateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "PROMPT", description = "What the picture shows.")
    String prompt = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Where to write it; .png, .jpg, .jpeg or .webp decides the format. With"
                            + " --count, a number is added. Default: <id>.png")
    @Nullable Path output;

    @Mixin RequestOptions request = new RequestOptions();

    @Mixin ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Print the generation as JSON instead of paths.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        ObjectNode body = request.body(prompt);
        if (output != null) {
            body.putObject("output").put("format", format(output));
        }
        Display display = Displays.standardError();
        Optional<Api> running = server.find();
        if (running.isPresent()) {
            try (Api api = running.get()) {
                return generate(api, body, display);
            }
        }
        display.waiting("starting");
        try (Standalone own = Standalone.start(StandaloneConfig.onFreePorts(server.data));
                Api api = server.connect(own.url())) {
            return generate(api, body, display);
        }
    }

    private int generate(Api api, ObjectNode body, Display display) throws IOException {
        if (server.isOwn() && request.isPlain()) {
            FewSteps.of(api.get("/v1/models")).ifPresent(model -> body.put("model", model));
        }
        request.attachFiles(api, body);
        try (EventStream stream = api.stream()) {
            JsonNode end = new Watching(stream, display).generate(body);
            if (!"completed".equals(end.path("type").asText())) {
                display.finish(Watching.describe(end));
                if (!display.isTerminal()) {
                    System.err.println(Watching.describe(end));
                }
                return Sfumato.FAILED;
            }
            List<Path> files = write(api, end);
            display.finish("done in %.1f s".formatted(display.seconds()));
            report(api, end, files);
            return 0;
        }
    }

    private List<Path> write(Api api, JsonNode end) throws IOException {
        List<Path> files = new ArrayList<>();
        JsonNode artifacts = end.path("artifacts");
        for (int i = 0; i < artifacts.size(); i++) {
            JsonNode artifact = artifacts.get(i);
            Path file = file(end.path("id").asText(), artifact, i, artifacts.size());
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(file, api.download(artifact.path("url").asText()));
            files.add(file);
        }
        return files;
    }

    private Path file(String id, JsonNode artifact, int index, int count) {
        String suffix = count == 1 ? "" : "-" + (index + 1);
        Path wanted = output;
        if (wanted == null) {
            String type = artifact.path("media_type").asText("image/png");
            return Path.of(id + suffix + "." + type.substring(type.indexOf('/') + 1));
        }
        String name = String.valueOf(wanted.getFileName());
        int dot = name.lastIndexOf('.');
        String numbered =
                dot < 0 ? name + suffix : name.substring(0, dot) + suffix + name.substring(dot);
        return wanted.resolveSibling(numbered);
    }

    private static String format(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String extension = name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
        return switch (extension) {
            case "", "png" -> "png";
            case "jpg", "jpeg" -> "jpeg";
            case "webp" -> "webp";
            default ->
                    throw new IllegalArgumentException(
                            "--output must end in .png, .jpg, .jpeg or .webp, got '" + file + "'");
        };
    }

    private void report(Api api, JsonNode end, List<Path> files) throws IOException {
        PrintStream out = System.out;
        if (json) {
            JsonNode generation = api.get("/v1/generations/" + end.path("id").asText());
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(generation));
        } else {
            files.forEach(out::println);
        }
    }
}
