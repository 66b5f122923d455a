package dev.sfumato.diffusion.golden;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The recorded files: in the folder that the property {@code sfumato.golden.dir} names, else the
 * copies in the test resources. Each may be gzipped.
 */
public final class GoldenFiles {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private GoldenFiles() {}

    public static Path folder() {
        String given = System.getProperty("sfumato.golden.dir", "");
        if (!given.isBlank()) {
            return Path.of(given);
        }
        URL copies = Objects.requireNonNull(GoldenFiles.class.getResource("/golden"));
        try {
            return Path.of(copies.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One test per JSON file directly in {@code folder}, and a failing one if there is none. */
    public static Stream<DynamicTest> tests(String folder, Consumer<Json> check) {
        return tests(folder, files(folder), check);
    }

    /** One test per file, and a failing one if there is none. */
    static Stream<DynamicTest> tests(String what, List<Path> files, Consumer<Json> check) {
        if (files.isEmpty()) {
            return Stream.of(
                    DynamicTest.dynamicTest(
                            what,
                            () -> {
                                throw new AssertionError("no such file under " + folder());
                            }));
        }
        return files.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        what + "/" + file.getFileName(), () -> named(file, check)));
    }

    /** Runs a check so that its failure says which file it is about. */
    private static void named(Path file, Consumer<Json> check) {
        try {
            check.accept(read(file));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** The JSON files directly in {@code folder}, in order of their names. */
    static List<Path> files(String folder) {
        Path where = folder().resolve(folder);
        if (!Files.isDirectory(where)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(where)) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.json(\\.gz)?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Json read(Path file) {
        boolean zipped = file.getFileName().toString().endsWith(".gz");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = zipped ? new GZIPInputStream(raw) : raw) {
            return Json.of(JSON.readValue(in, Object.class));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** A file of this path, or its gzipped form. */
    public static Path find(String path) {
        Path plain = folder().resolve(path);
        return Files.exists(plain) ? plain : folder().resolve(path + ".gz");
    }
}
