package dev.sfumato.acceptance;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The shipped model in a folder of the test's, which may change it. */
final class ModelCopy {
    private static final Path SHIPPED = Command.root().resolve("worker/models/landscape/model");

    private ModelCopy() {}

    /** Copies it to a folder that doesn't exist yet, and returns that. */
    static Path at(Path folder) throws IOException {
        Files.walkFileTree(
                SHIPPED,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path path, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectories(place(path));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(path, place(path));
                        return FileVisitResult.CONTINUE;
                    }

                    private Path place(Path path) {
                        return folder.resolve(SHIPPED.relativize(path).toString());
                    }
                });
        return folder;
    }
}
