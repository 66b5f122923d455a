package dev.sfumato.diffusion.model;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One hash for a folder: SHA-256 over each file's relative name and content hash, names in order.
 */
final class FolderHash {
    private FolderHash() {}

    static String of(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files =
                    walk.filter(Files::isRegularFile)
                            .filter(file -> isPart(folder.relativize(file)))
                            .sorted()
                            .toList();
            MessageDigest whole = sha256();
            for (Path file : files) {
                whole.update(name(folder, file).getBytes(StandardCharsets.UTF_8));
                whole.update((byte) 0);
                whole.update(content(file));
            }
            return HexFormat.of().formatHex(whole.digest());
        } catch (IOException e) {
            throw DiffusionException.unusable(folder, "must be readable", e);
        }
    }

    /** Only what a run depends on: graphs, weights, configuration, vocabulary. */
    private static boolean isPart(Path relative) {
        String name = relative.getFileName().toString();
        return !name.startsWith(".")
                && !name.endsWith(".md")
                && !name.endsWith(".png")
                && !name.endsWith(".jpg")
                && !name.endsWith(".original");
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static byte[] content(Path file) throws IOException {
        MessageDigest digest = sha256();
        var buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
