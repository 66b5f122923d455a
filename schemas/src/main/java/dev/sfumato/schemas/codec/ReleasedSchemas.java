package dev.sfumato.schemas.codec;

import org.apache.avro.Schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Schemas that a release wrote with, so that what it wrote stays readable: {@code
 * schemas/v<n>/<full name>.avsc} on the class path. A release adds a folder and raises {@link
 * #LATEST}.
 */
final class ReleasedSchemas {
    static final int LATEST = 1;

    private ReleasedSchemas() {}

    /** The released versions of a schema, oldest first; a release that lacks it gives none. */
    static List<Schema> versionsOf(String fullName) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; version <= LATEST; version++) {
            String path = "/schemas/v%d/%s.avsc".formatted(version, fullName);
            try (InputStream in = ReleasedSchemas.class.getResourceAsStream(path)) {
                if (in != null) {
                    versions.add(new Schema.Parser().parse(in));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("can't read " + path, e);
            }
        }
        return versions;
    }
}
