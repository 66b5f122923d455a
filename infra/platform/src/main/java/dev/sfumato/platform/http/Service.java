package dev.sfumato.platform.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server that runs: health, metrics and error answers around a service's own routes.
 *
 * <p>Several services may share one: each adds its routes to the router.
 */
public final class Service implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int IDLE_SECONDS = 120;

    private final HttpServer server;

    private Service(HttpServer server) {
        this.server = server;
    }

    /**
     * A router with {@code /healthz}, {@code /readyz}, {@code /metrics} and the form of errors; a
     * service adds its routes, {@link Bodies} where they have a body.
     */
    public static Router router(Vertx vertx, Readiness readiness, PrometheusMeterRegistry meters) {
        Router router = Router.router(vertx);
        Failures.install(router);
        Health.install(router, vertx, readiness, meters);
        return router;
    }

    /**
     * Server options with bounds on what a client may send; a service may add its own.
     *
     * <p>Without TLS there is no HTTP/2: RFC 9113 (section 3.1) gave up the upgrade from HTTP/1.1,
     * and a server that closes while the client still sends its preface loses the answer.
     */
    public static HttpServerOptions options(HttpSettings settings) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    /** Listens; fails when the address is taken. */
    public static Future<Service> start(Vertx vertx, HttpServerOptions options, Router router) {
        return vertx.createHttpServer(options).requestHandler(router).listen().map(Service::new);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Takes no more connections, and lets running requests end for up to 10 s. Blocks. */
    @Override
    public void close() {
        try {
            server.shutdown(CLOSE.toMillis(), TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server didn't close", e);
        }
    }
}
