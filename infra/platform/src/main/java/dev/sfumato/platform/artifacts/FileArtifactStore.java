package dev.sfumato.platform.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A store in a folder, which several processes may share.
 *
 * <p>An artifact is {@code artifacts/<tenant>/<first two digits>/<id>} with its media type in
 * {@code <id>.type}, which is written first: an artifact is there once its bytes are.
 */
public final class FileArtifactStore implements ArtifactStore {
    private static final String TYPE = ".type";

    private final Path artifacts;
    private final Path blobs;
    private final FileWriter files;
    private final Clock clock;

    private FileArtifactStore(Path folder, Clock clock) throws IOException {
        this.artifacts = Files.createDirectories(folder.resolve("artifacts"));
        this.blobs = Files.createDirectories(folder.resolve("blobs"));
        this.files = new FileWriter(Files.createDirectories(folder.resolve("incoming")), clock);
        this.clock = clock;
    }

    /**
     * Opens a store.
     *
     * @param folder created when absent
     * @param clock dates artifacts for {@link #sweep}
     * @throws StoreException when the folder can't be used
     */
    public static FileArtifactStore open(Path folder, Clock clock) {
        try {
            return new FileArtifactStore(folder, clock);
        } catch (IOException e) {
            throw new StoreException("the artifact folder %s can't be used".formatted(folder), e);
        }
    }

    @Override
    public StoredArtifact put(String tenant, String mediaType, byte[] bytes) {
        Names.checkTenant(tenant);
        Names.checkMediaType(mediaType);
        String id = Digest.sha256(bytes);
        Path file = file(tenant, id);
        try {
            if (!touch(file)) {
                files.write(typeOf(file), mediaType.getBytes(StandardCharsets.US_ASCII));
                files.write(file, bytes);
            }
            return describe(tenant, id, file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<StoredArtifact> find(String tenant, String id) {
        if (!isName(tenant, id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(describe(tenant, id, file(tenant, id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<InputStream> open(String tenant, String id, long from, long length) {
        if (!isName(tenant, id)) {
            return Optional.empty();
        }
        try {
            return Optional.of(part(file(tenant, id), from, length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<byte[]> read(String tenant, String id) {
        return isName(tenant, id) ? readFile(file(tenant, id)) : Optional.empty();
    }

    @Override
    public boolean delete(String tenant, String id) {
        if (!isName(tenant, id)) {
            return false;
        }
        try {
            return remove(file(tenant, id));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int sweep(Instant limit) {
        int removed = 0;
        try {
            for (Path file : Folders.files(artifacts)) {
                if (Names.isId(name(file)) && isOlder(file, limit) && remove(file)) {
                    removed++;
                }
            }
            return removed;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void putBlob(String key, byte[] bytes) {
        Names.checkKey(key);
        try {
            files.write(blobs.resolve(key), bytes);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<byte[]> blob(String key) {
        Names.checkKey(key);
        return readFile(blobs.resolve(key));
    }

    @Override
    public List<String> blobs(String folder) {
        Names.checkKey(folder);
        try {
            return Folders.files(blobs.resolve(folder)).stream().map(this::key).toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int deleteBlobs(String folder) {
        int removed = 0;
        try {
            for (String key : blobs(folder)) {
                removed += Files.deleteIfExists(blobs.resolve(key)) ? 1 : 0;
            }
            Folders.deleteEmpty(blobs.resolve(folder));
            return removed;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private String key(Path file) {
        return blobs.relativize(file).toString().replace('\\', '/');
    }

    private Path file(String tenant, String id) {
        return artifacts.resolve(tenant).resolve(id.substring(0, 2)).resolve(id);
    }

    private boolean touch(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static StoredArtifact describe(String tenant, String id, Path file) throws IOException {
        long bytes = Files.size(file);
        String mediaType = Files.readString(typeOf(file), StandardCharsets.US_ASCII);
        return new StoredArtifact(tenant, id, mediaType, bytes);
    }

    private static InputStream part(Path file, long from, long length) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            Objects.checkFromIndexSize(from, length, channel.size());
            channel.position(from);
            return new BoundedStream(Channels.newInputStream(channel), length);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Optional<byte[]> readFile(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static boolean remove(Path file) throws IOException {
        boolean removed = Files.deleteIfExists(file);
        Files.deleteIfExists(typeOf(file));
        return removed;
    }

    private static boolean isOlder(Path file, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isName(String tenant, String id) {
        return Names.isTenant(tenant) && Names.isId(id);
    }

    private static Path typeOf(Path file) {
        return file.resolveSibling(name(file) + TYPE);
    }

    private static String name(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString();
    }

    private static StoreException failed(IOException cause) {
        return new StoreException("the artifact folder failed", cause);
    }
}
