package dev.sfumato.gateway.console;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Serves {@code /} and {@code /console/*} from memory. */
public final class ConsoleDoor {
    private static final String FOLDER = "/console/";
    private static final String PAGE = "index.html";
    private static final List<String> FILES =
            List.of(
                    "access.js",
                    "adapters.js",
                    "api.js",
                    "app.js",
                    "brush.js",
                    "composer.js",
                    "fields.js",
                    "frames.js",
                    "gallery.js",
                    "generations.js",
                    "icon.svg",
                    "json.js",
                    "pools.js",
                    "source.js",
                    "stage.js",
                    "stream.js",
                    "style.css",
                    "words.js");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private ConsoleDoor() {}

    /** Adds the routes. Reads every file, so blocks for a moment. */
    public static void mount(Router router) {
        router.get("/").handler(file(PAGE));
        for (String name : FILES) {
            router.get(FOLDER + name).handler(file(name));
        }
    }

    private static Handler<RoutingContext> file(String name) {
        byte[] bytes = read(name);
        String etag = '"' + digest(bytes) + '"';
        String type = type(name);
        return context -> {
            HttpServerResponse response = context.response();
            response.putHeader(HttpHeaders.ETAG, etag)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Referrer-Policy", "no-referrer");
            if (etag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
                response.setStatusCode(304).end();
            } else {
                response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(Buffer.buffer(bytes));
            }
        };
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("no media type for " + name);
        };
    }

    private static byte[] read(String name) {
        try (InputStream file = ConsoleDoor.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException("the console lacks its file " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
