package dev.sfumato.platform.artifacts;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An S3 endpoint with one bucket, in memory, for tests. It is strict where S3 is: signatures,
 * payload hashes, conditions, ranges, copies onto themselves; and it lists in pages of two.
 */
final class S3Endpoint implements AutoCloseable {
    static final String BUCKET = "pictures";
    private static final String REGION = "eu-central-1";
    private static final int PAGE = 2;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");

    private final NavigableMap<String, Kept> objects = new TreeMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final S3Signature signature;
    private final HttpServer server;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kept(byte[] bytes, String type, Map<String, String> metadata, Instant date) {}

    S3Endpoint(String accessKey, String secretKey, Clock clock) throws Exception {
        signature = new S3Signature(accessKey, secretKey, REGION, clock);
        server =
                vertx.createHttpServer(
                                new HttpServerOptions().setHandle100ContinueAutomatically(true))
                        .requestHandler(
                                request ->
                                        request.body()
                                                .onSuccess(
                                                        body -> answer(request, body.getBytes())))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    String region() {
        return REGION;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void answer(HttpServerRequest request, byte[] body) {
        String refusal = signature.refusal(request, body);
        if (refusal != null) {
            error(request, 403, refusal);
            return;
        }
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        String root = "/" + BUCKET;
        if (!path.equals(root) && !path.startsWith(root + "/")) {
            error(request, 404, "NoSuchBucket");
            return;
        }
        String key = path.length() > root.length() ? path.substring(root.length() + 1) : "";
        switch (request.method().name()) {
            case "HEAD", "GET" -> {
                if (key.isEmpty()) {
                    list(request);
                } else {
                    get(request, key);
                }
            }
            case "PUT" -> put(request, key, body);
            case "DELETE" -> {
                objects.remove(key);
                request.response().setStatusCode(204).end();
            }
            case "POST" -> deleteAll(request, new String(body, StandardCharsets.UTF_8));
            default -> error(request, 405, "MethodNotAllowed");
        }
    }

    private void put(HttpServerRequest request, String key, byte[] body) {
        String condition = request.getHeader("If-None-Match");
        if (condition != null && !condition.equals("*")) {
            error(request, 501, "NotImplemented");
        } else if (condition != null && objects.containsKey(key)) {
            error(request, 412, "PreconditionFailed");
        } else if (request.getHeader("x-amz-copy-source") != null) {
            copy(request, key);
        } else if (!isSound(request.getHeader("x-amz-checksum-sha256"), body)) {
            error(request, 400, "BadDigest");
        } else {
            objects.put(key, kept(request, body));
            request.response().putHeader("ETag", "\"" + Digest.sha256(body) + "\"").end();
        }
    }

    private static boolean isSound(@Nullable String sum, byte[] body) {
        byte[] digest = HexFormat.of().parseHex(Digest.sha256(body));
        return sum == null || sum.equals(Base64.getEncoder().encodeToString(digest));
    }

    private void copy(HttpServerRequest request, String key) {
        String source =
                URLDecoder.decode(request.getHeader("x-amz-copy-source"), StandardCharsets.UTF_8);
        Kept from = objects.get(source.substring(source.indexOf('/') + 1));
        if (from == null) {
            error(request, 404, "NoSuchKey");
        } else if (!"REPLACE".equals(request.getHeader("x-amz-metadata-directive"))) {
            error(request, 400, "InvalidRequest");
        } else {
            Kept to = kept(request, from.bytes());
            objects.put(key, to);
            xml(
                    request.response(),
                    "<CopyObjectResult><ETag>\"0\"</ETag><LastModified>%s</LastModified>"
                                    .formatted(to.date())
                            + "</CopyObjectResult>");
        }
    }

    private Kept kept(HttpServerRequest request, byte[] bytes) {
        var metadata = new TreeMap<String, String>();
        request.headers()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith("x-amz-meta-")) {
                                metadata.put(name, value);
                            }
                        });
        String type = request.getHeader("Content-Type");
        return new Kept(bytes, type == null ? "" : type, metadata, signature.clock().instant());
    }

    private void get(HttpServerRequest request, String key) {
        Kept kept = objects.get(key);
        if (kept == null) {
            error(request, 404, "NoSuchKey");
            return;
        }
        HttpServerResponse response = request.response();
        byte[] sent = kept.bytes();
        Matcher range = RANGE.matcher(String.valueOf(request.getHeader("Range")));
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            if (first >= sent.length || last < first) {
                error(request, 416, "InvalidRange");
                return;
            }
            sent = Arrays.copyOfRange(sent, first, Math.min(sent.length, last + 1));
            response.setStatusCode(206);
        }
        kept.metadata().forEach(response::putHeader);
        response.putHeader("Content-Type", kept.type())
                .putHeader("ETag", "\"0\"")
                .putHeader("Content-Length", Integer.toString(sent.length));
        if (request.method().name().equals("HEAD")) {
            response.end();
        } else {
            response.end(Buffer.buffer(sent));
        }
    }

    private void list(HttpServerRequest request) {
        String prefix = text(request.getParam("prefix"));
        String after = text(request.getParam("continuation-token"));
        var page = new StringBuilder("<ListBucketResult>");
        int count = 0;
        String last = "";
        for (Map.Entry<String, Kept> each : objects.tailMap(after, false).entrySet()) {
            if (each.getKey().startsWith(prefix)) {
                if (count++ == PAGE) {
                    page.append("<NextContinuationToken>")
                            .append(last)
                            .append("</NextContinuationToken>");
                    break;
                }
                last = each.getKey();
                page.append(
                        "<Contents><Key>%s</Key><LastModified>%s</LastModified></Contents>"
                                .formatted(last, each.getValue().date()));
            }
        }
        page.append("<IsTruncated>").append(count > PAGE).append("</IsTruncated>");
        xml(request.response(), page + "</ListBucketResult>");
    }

    private void deleteAll(HttpServerRequest request, String body) {
        if (request.getHeader("Content-MD5") == null
                && request.headers().names().stream()
                        .noneMatch(
                                name ->
                                        name.toLowerCase(Locale.ROOT)
                                                .startsWith("x-amz-checksum-"))) {
            error(request, 400, "InvalidRequest");
            return;
        }
        KEY.matcher(body).results().forEach(found -> objects.remove(found.group(1)));
        xml(request.response(), "<DeleteResult></DeleteResult>");
    }

    private static String text(@Nullable String parameter) {
        return parameter == null ? "" : parameter;
    }

    private static void error(HttpServerRequest request, int status, String code) {
        request.response().setStatusCode(status);
        xml(request.response(), "<Error><Code>%s</Code></Error>".formatted(code));
    }

    private static void xml(HttpServerResponse response, String body) {
        response.putHeader("Content-Type", "application/xml").end(body);
    }
}
