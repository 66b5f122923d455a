package dev.sfumato.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Where the reference's values lie: {@code -Dsfumato.golden.dir}, by default the copies beside the
 * tests.
 */
public final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    /** A folder or file of the reference values. */
    public static Path path(String relative) {
        String given = System.getProperty("sfumato.golden.dir", "");
        return (given.isEmpty() ? copies() : Path.of(given)).resolve(relative);
    }

    /** A model of the pipeline cases; {@code -Dsfumato.golden.models} says where they lie. */
    public static Path model(String name) {
        String given = System.getProperty("sfumato.golden.models", "");
        return given.isEmpty()
                ? path("pipelines/models").resolve(name)
                : Path.of(given).resolve(name);
    }

    /** All JSON files in a folder, in order of their names. */
    public static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(path(folder))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A parsed file, gzipped where its name says so. */
    public static JsonNode json(Path file) {
        boolean zipped = file.toString().endsWith(".gz");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = zipped ? new GZIPInputStream(raw) : raw) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An array of numbers as floats. */
    public static float[] floats(JsonNode array) {
        var values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }

    private static Path copies() {
        try {
            return Path.of(Golden.class.getResource("/golden").toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
