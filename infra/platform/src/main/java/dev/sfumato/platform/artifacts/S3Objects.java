package dev.sfumato.platform.artifacts;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One bucket; every call blocks, and every failure is a {@link StoreException}. */
final class S3Objects {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int DELETED_AT_ONCE = 1_000;

    private final S3Client client;
    private final String bucket;

    S3Objects(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** Fails unless the bucket is there and these credentials may use it. */
    void requireBucket() {
        call(() -> client.headBucket(b -> b.bucket(bucket)));
    }

    /** Stores an object under a new key; false when the key is taken, or is being taken. */
    boolean create(String key, String mediaType, Map<String, String> metadata, byte[] bytes) {
        byte[] digest = HexFormat.of().parseHex(Digest.sha256(bytes));
        String sum = Base64.getEncoder().encodeToString(digest);
        return call(
                () -> {
                    try {
                        client.putObject(
                                b ->
                                        b.bucket(bucket)
                                                .key(key)
                                                .contentType(mediaType)
                                                .metadata(metadata)
                                                .checksumSHA256(sum)
                                                .ifNoneMatch("*"),
                                RequestBody.fromBytes(bytes));
                        return true;
                    } catch (S3Exception e) {
                        return refusedWith(e, PRECONDITION_FAILED, CONFLICT);
                    }
                });
    }

    /** Stores an object, over an older one. */
    void put(String key, byte[] bytes) {
        call(() -> client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(bytes)));
    }

    /** Gives an object other metadata and with it a new date; false when it is gone. */
    boolean redate(String key, String mediaType, Map<String, String> metadata) {
        return call(
                () -> {
                    try {
                        client.copyObject(
                                b ->
                                        b.sourceBucket(bucket)
                                                .sourceKey(key)
                                                .destinationBucket(bucket)
                                                .destinationKey(key)
                                                .metadataDirective(MetadataDirective.REPLACE)
                                                .contentType(mediaType)
                                                .metadata(metadata));
                        return true;
                    } catch (S3Exception e) {
                        return refusedWith(e, NOT_FOUND, CONFLICT);
                    }
                });
    }

    Optional<HeadObjectResponse> head(String key) {
        return present(() -> client.headObject(b -> b.bucket(bucket).key(key)));
    }

    Optional<byte[]> read(String key) {
        return present(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray());
    }

    /** At least one byte of an object, from {@code first} to {@code last}, both included. */
    Optional<InputStream> open(String key, long first, long last) {
        return present(
                () -> {
                    ResponseInputStream<GetObjectResponse> part =
                            client.getObject(
                                    b ->
                                            b.bucket(bucket)
                                                    .key(key)
                                                    .range("bytes=" + first + "-" + last));
                    return part;
                });
    }

    void delete(String key) {
        call(() -> client.deleteObject(b -> b.bucket(bucket).key(key)));
    }

    /** Every object under a prefix. */
    List<S3Object> list(String prefix) {
        return call(
                () ->
                        client
                                .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix))
                                .contents()
                                .stream()
                                .toList());
    }

    void deleteAll(List<String> keys) {
        for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
            List<ObjectIdentifier> some = new ArrayList<>();
            for (String key : keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE))) {
                some.add(ObjectIdentifier.builder().key(key).build());
            }
            Delete these = Delete.builder().objects(some).quiet(true).build();
            var answer = call(() -> client.deleteObjects(b -> b.bucket(bucket).delete(these)));
            if (answer.hasErrors()) {
                throw new StoreException(
                        "the S3 bucket %s kept objects that were to be deleted".formatted(bucket),
                        new IllegalStateException(answer.errors().getFirst().code()));
            }
        }
    }

    private <T> Optional<T> present(Supplier<T> call) {
        return call(
                () -> {
                    try {
                        return Optional.of(call.get());
                    } catch (S3Exception e) {
                        refusedWith(e, NOT_FOUND, NOT_FOUND);
                        return Optional.empty();
                    }
                });
    }

    /** False for one of the expected answers; any other goes on as a failure. */
    private static boolean refusedWith(S3Exception failure, int one, int other) {
        if (failure.statusCode() != one && failure.statusCode() != other) {
            throw failure;
        }
        return false;
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException | UncheckedIOException e) {
            throw new StoreException("the S3 bucket %s failed".formatted(bucket), e);
        }
    }
}
