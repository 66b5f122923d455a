package dev.sfumato.platform.artifacts;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;

/**
 * Writes whole files: a half-written one is never seen under its own name, also after a power cut.
 */
final class FileWriter {
    private final Path incoming;
    private final Clock clock;

    /**
     * Over a folder for files in the making.
     *
     * @param incoming on the same file system as what is written
     */
    FileWriter(Path incoming, Clock clock) {
        this.incoming = incoming;
        this.clock = clock;
    }

    /** Writes {@code file}, over an older one; its folder is made when absent. */
    void write(Path file, byte[] bytes) throws IOException {
        Path temporary = Files.createTempFile(incoming, "", ".part");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                Channels.newOutputStream(channel).write(bytes);
                channel.force(true);
            }
            Files.setLastModifiedTime(temporary, FileTime.from(clock.instant()));
            Folders.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
