package dev.sfumato.diffusion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A copy of a pipeline case's model that a test may damage. */
public record TemporaryModel(Path path) {
    /** Copies a model below {@code folder}. */
    public static TemporaryModel copy(String model, Path folder) {
        return copy(Golden.model(model), folder);
    }

    /** Copies the model in {@code from} below {@code folder}. */
    public static TemporaryModel copy(Path from, Path folder) {
        Path to = folder.resolve(from.getFileName().toString());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.write(target, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TemporaryModel(to);
    }

    /** Takes a file away. */
    public void delete(String file) {
        try {
            Files.delete(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a component away. */
    public void deleteFolder(String name) {
        try (Stream<Path> files = Files.walk(path.resolve(name))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the first part of a file. */
    public void truncate(String file, int bytes) {
        byte[] whole = read(file);
        write(file, java.util.Arrays.copyOf(whole, bytes));
    }

    /** Replaces text in a file. */
    public void replace(String file, String text, String by) {
        String content = new String(read(file), java.nio.charset.StandardCharsets.UTF_8);
        if (!content.contains(text)) {
            throw new IllegalArgumentException(file + " doesn't contain " + text);
        }
        write(file, content.replace(text, by).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A file's bytes. */
    public byte[] read(String file) {
        try {
            return Files.readAllBytes(path.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file. */
    public void write(String file, byte[] bytes) {
        try {
            Files.write(path.resolve(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
