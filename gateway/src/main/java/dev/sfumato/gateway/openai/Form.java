package dev.sfumato.gateway.openai;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A body of {@code multipart/form-data}, in memory.
 *
 * @param fields by name; of one that comes twice, the first
 * @param files by name, as {@code image}
 */
record Form(Map<String, String> fields, Map<String, Buffer> files) {
    private static final int MAX_FILES = 8;

    /**
     * Reads the body of a request that nobody has read from. On the event loop.
     *
     * @param maxBytes of all files together; the rest is bounded by the server's options
     * @return fails with an {@link ApiException} when it is no form, or too large
     */
    static Future<Form> read(HttpServerRequest request, long maxBytes) {
        if (!isForm(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            return Future.failedFuture(broken("The body must be multipart/form-data."));
        }
        if (length(request) > maxBytes + 1024 * 1024) {
            return Future.failedFuture(tooLarge(maxBytes));
        }
        var reading = new Reading(request, maxBytes);
        return reading.start();
    }

    private static final class Reading {
        private final HttpServerRequest request;
        private final long maxBytes;
        private final Map<String, Buffer> files = new HashMap<>();
        private final Promise<Form> done = Promise.promise();
        private long bytes;

        Reading(HttpServerRequest request, long maxBytes) {
            this.request = request;
            this.maxBytes = maxBytes;
        }

        Future<Form> start() {
            request.exceptionHandler(ignored -> done.tryFail(broken("The form can't be read.")));
            request.endHandler(ignored -> finish());
            try {
                request.setExpectMultipart(true);
            } catch (IllegalStateException e) {
                return Future.failedFuture(broken("The form has no boundary."));
            }
            request.uploadHandler(this::upload);
            return done.future();
        }

        private void upload(HttpServerFileUpload upload) {
            String name = upload.name().replace("[]", "");
            if (files.containsKey(name) || files.size() >= MAX_FILES) {
                done.tryFail(
                        new ApiException(
                                ApiError.invalid(shortened(name), "only one file is taken")));
            }
            Buffer file = Buffer.buffer();
            files.putIfAbsent(name, file);
            upload.handler(chunk -> take(file, chunk));
        }

        private void take(Buffer file, Buffer chunk) {
            bytes += chunk.length();
            if (bytes > maxBytes) {
                done.tryFail(tooLarge(maxBytes));
            } else if (!done.future().isComplete()) {
                file.appendBuffer(chunk);
            }
        }

        private void finish() {
            var fields = new HashMap<String, String>();
            request.formAttributes()
                    .forEach(each -> fields.putIfAbsent(each.getKey(), each.getValue()));
            done.tryComplete(new Form(fields, files));
        }
    }

    private static boolean isForm(@Nullable String type) {
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || !length.matches("[0-9]{1,18}") ? 0 : Long.parseLong(length);
    }

    private static String shortened(String name) {
        return name.length() > 64 ? name.substring(0, 64) : name;
    }

    private static ApiException broken(String message) {
        return new ApiException(
                new ApiError(400, "invalid_request_error", "invalid_form", message, null));
    }

    private static ApiException tooLarge(long maxBytes) {
        String message = "The files may have %d bytes together.".formatted(maxBytes);
        return new ApiException(
                new ApiError(413, "invalid_request_error", "too_large", message, null));
    }
}
