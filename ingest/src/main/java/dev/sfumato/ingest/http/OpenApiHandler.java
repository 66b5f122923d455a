package dev.sfumato.ingest.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.yaml}: the HTTP contract. */
final class OpenApiHandler implements Handler<RoutingContext> {
    private final Buffer document = Buffer.buffer(read());

    @Override
    public void handle(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml").end(document);
    }

    private static byte[] read() {
        try (InputStream in = OpenApiHandler.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml must be on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
