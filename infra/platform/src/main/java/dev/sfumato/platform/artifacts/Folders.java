package dev.sfumato.platform.artifacts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Folders that come and go while other threads and processes use them. */
final class Folders {
    private static final int ATTEMPTS = 100;

    private Folders() {}

    /** Moves a file into a folder that is made when absent, and again when just removed. */
    static void move(Path from, Path to) throws IOException {
        Path folder = Objects.requireNonNull(to.getParent());
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(folder);
                Files.move(
                        from,
                        to,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Both also come when the folder was removed in between.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The files in a folder and those inside; none when it is absent. */
    static List<Path> files(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(
                folder,
                new Tolerant() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        files.add(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    /** Removes a folder and those inside, as far as they are empty. */
    static void deleteEmpty(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new Tolerant() {
                    @Override
                    void leave(Path directory) throws IOException {
                        try {
                            Files.deleteIfExists(directory);
                        } catch (DirectoryNotEmptyException e) {
                            // Someone keeps something in it.
                        }
                    }
                });
    }

    /** A walk that goes on where something has just been removed. */
    private abstract static class Tolerant extends SimpleFileVisitor<Path> {
        @SuppressWarnings("UnusedVariable") // a hook
        void leave(Path directory) throws IOException {}

        @Override
        public final FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
            return proceed(failure);
        }

        @Override
        public final FileVisitResult postVisitDirectory(
                Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                return proceed(failure);
            }
            leave(directory);
            return FileVisitResult.CONTINUE;
        }

        private static FileVisitResult proceed(IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
