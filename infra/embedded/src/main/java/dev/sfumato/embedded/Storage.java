package dev.sfumato.embedded;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The first writing of a broker's data folder. */
final class Storage {
    private Storage() {}

    /** Writes cluster id and feature levels, unless {@code data} has them. */
    static void formatIfNew(Path data) throws IOException {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        var silent =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            // kraft.version 0 is the static voter set, whose port may change at every start.
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setFeatureLevel("share.version", (short) 1)
                    .setFeatureLevel("streams.version", (short) 1)
                    .setFeatureLevel("kraft.version", (short) 0)
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(
                    "the broker's data folder %s can't be formatted".formatted(data), e);
        }
    }
}
