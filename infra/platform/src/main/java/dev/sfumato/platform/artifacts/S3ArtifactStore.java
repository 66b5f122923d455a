package dev.sfumato.platform.artifacts;

import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A store in an S3 bucket, which any number of processes may share.
 *
 * <p>An artifact is {@code <prefix>artifacts/<tenant>/<id>}, written only where nothing is yet. Its
 * metadata says when it was last put: copying an object onto itself, which gives it a new date,
 * must change something.
 */
public final class S3ArtifactStore implements ArtifactStore, AutoCloseable {
    private static final String PUT_AT = "put-at";
    private static final int ATTEMPTS = 10;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ONE_TRY = Duration.ofSeconds(20);
    private static final Duration ALL_TRIES = Duration.ofSeconds(60);

    private final S3Settings settings;
    private final S3Client client;
    private final S3Presigner presigner;
    private final S3Objects objects;
    private final Clock clock;

    private S3ArtifactStore(
            S3Settings settings, S3Client client, S3Presigner presigner, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.presigner = presigner;
        this.objects = new S3Objects(client, settings.bucket());
        this.clock = clock;
    }

    /**
     * Opens a store.
     *
     * @param clock dates artifacts for {@link #sweep}
     * @throws StoreException when the bucket can't be used
     */
    public static S3ArtifactStore open(S3Settings settings, Clock clock) {
        try {
            var store = new S3ArtifactStore(settings, client(settings), presigner(settings), clock);
            store.objects.requireBucket();
            return store;
        } catch (SdkException e) {
            throw new StoreException(
                    "the S3 bucket %s can't be used".formatted(settings.bucket()), e);
        }
    }

    @Override
    public StoredArtifact put(String tenant, String mediaType, byte[] bytes) {
        Names.checkTenant(tenant);
        Names.checkMediaType(mediaType);
        String id = Digest.sha256(bytes);
        String key = key(tenant, id);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (objects.create(key, mediaType, today(), bytes)) {
                return new StoredArtifact(tenant, id, mediaType, bytes.length);
            }
            Optional<HeadObjectResponse> there = objects.head(key);
            if (there.isPresent() && objects.redate(key, there.get().contentType(), today())) {
                return describe(tenant, id, there.get());
            }
        }
        throw new StoreException(
                "the S3 bucket %s failed".formatted(settings.bucket()),
                new IllegalStateException(
                        "an artifact came and went %d times".formatted(ATTEMPTS)));
    }

    @Override
    public Optional<StoredArtifact> find(String tenant, String id) {
        return isName(tenant, id)
                ? objects.head(key(tenant, id)).map(head -> describe(tenant, id, head))
                : Optional.empty();
    }

    @Override
    public Optional<InputStream> open(String tenant, String id, long from, long length) {
        Optional<StoredArtifact> found = find(tenant, id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Objects.checkFromIndexSize(from, length, found.get().bytes());
        return length == 0
                ? Optional.of(InputStream.nullInputStream())
                : objects.open(key(tenant, id), from, from + length - 1);
    }

    @Override
    public Optional<byte[]> read(String tenant, String id) {
        return isName(tenant, id) ? objects.read(key(tenant, id)) : Optional.empty();
    }

    @Override
    public Optional<URI> link(String tenant, String id) {
        if (!isName(tenant, id) || settings.links().isEmpty()) {
            return Optional.empty();
        }
        String key = key(tenant, id);
        try {
            URL link =
                    presigner
                            .presignGetObject(
                                    b ->
                                            b.signatureDuration(settings.links().get())
                                                    .getObjectRequest(
                                                            of ->
                                                                    of.bucket(settings.bucket())
                                                                            .key(key)))
                            .url();
            return Optional.of(URI.create(link.toString()));
        } catch (SdkException e) {
            throw new StoreException("no link to an artifact can be signed", e);
        }
    }

    @Override
    public boolean delete(String tenant, String id) {
        boolean there = find(tenant, id).isPresent();
        if (there) {
            objects.delete(key(tenant, id));
        }
        return there;
    }

    @Override
    public int sweep(Instant limit) {
        List<String> old =
                objects.list(settings.prefix() + "artifacts/").stream()
                        .filter(each -> each.lastModified().isBefore(limit))
                        .map(S3Object::key)
                        .filter(key -> objects.head(key).filter(h -> isOlder(h, limit)).isPresent())
                        .toList();
        objects.deleteAll(old);
        return old.size();
    }

    @Override
    public void putBlob(String key, byte[] bytes) {
        Names.checkKey(key);
        objects.put(blobKey(key), bytes);
    }

    @Override
    public Optional<byte[]> blob(String key) {
        Names.checkKey(key);
        return objects.read(blobKey(key));
    }

    @Override
    public List<String> blobs(String folder) {
        Names.checkKey(folder);
        int from = blobKey("").length();
        return objects.list(blobKey(folder) + "/").stream()
                .map(each -> each.key().substring(from))
                .toList();
    }

    @Override
    public int deleteBlobs(String folder) {
        List<String> keys = blobs(folder).stream().map(this::blobKey).toList();
        objects.deleteAll(keys);
        return keys.size();
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }

    private String key(String tenant, String id) {
        return settings.prefix() + "artifacts/" + tenant + "/" + id;
    }

    private String blobKey(String key) {
        return settings.prefix() + "blobs/" + key;
    }

    private Map<String, String> today() {
        return Map.of(PUT_AT, clock.instant().toString());
    }

    private static boolean isOlder(HeadObjectResponse head, Instant limit) {
        String putAt = head.metadata().get(PUT_AT);
        return putAt == null || Instant.parse(putAt).isBefore(limit);
    }

    private static boolean isName(String tenant, String id) {
        return Names.isTenant(tenant) && Names.isId(id);
    }

    private static StoredArtifact describe(String tenant, String id, HeadObjectResponse head) {
        return new StoredArtifact(tenant, id, head.contentType(), head.contentLength());
    }

    private static S3Client client(S3Settings settings) {
        var client =
                S3Client.builder()
                        .credentialsProvider(settings.credentials())
                        .forcePathStyle(settings.pathStyle())
                        .serviceConfiguration(
                                S3Configuration.builder().chunkedEncodingEnabled(false).build())
                        // Artifacts carry their sum; not every S3 server knows sums in trailers.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(
                                o -> o.apiCallAttemptTimeout(ONE_TRY).apiCallTimeout(ALL_TRIES))
                        .httpClient(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(ONE_TRY)
                                        .build());
        settings.endpoint().ifPresent(client::endpointOverride);
        settings.region().map(Region::of).ifPresent(client::region);
        return client.build();
    }

    private static S3Presigner presigner(S3Settings settings) {
        var presigner =
                S3Presigner.builder()
                        .credentialsProvider(settings.credentials())
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(settings.pathStyle())
                                        .build());
        settings.endpoint().ifPresent(presigner::endpointOverride);
        settings.region().map(Region::of).ifPresent(presigner::region);
        return presigner.build();
    }
}
