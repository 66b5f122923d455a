package dev.sfumato.platform.artifacts;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Folders that come and go while other threads and processes use them. */
final class Folders {
    private static final int ATTEMPTS = 10;

    private Folders() {}

    /** Moves a file into a folder that is made when absent, and again when just removed. */
    static void move(Path from, Path to) throws IOException {
        Path folder = Objects.requireNonNull(to.getParent());
        for (int attempt = 1; ; attempt++) {
            Files.createDirectories(folder);
            try {
                Files.move(
                        from,
                        to,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Removes a folder and those inside, as far as they are empty. */
    static void deleteEmpty(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst =
                    all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException | DirectoryNotEmptyException e) {
            // Someone else removed it, or keeps something in it.
        }
    }
}
