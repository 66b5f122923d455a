package dev.sfumato.platform.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.Map;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}. */
final class Health {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private Health() {}

    static void install(
            Router router, Vertx vertx, Readiness readiness, PrometheusMeterRegistry meters) {
        router.get("/healthz").handler(context -> answer(context, 200, status("alive")));
        router.get("/readyz").handler(context -> ready(context, readiness.reasons()));
        router.get("/metrics")
                .handler(
                        context ->
                                vertx.executeBlocking(meters::scrape, false)
                                        .onSuccess(text -> metrics(context, text))
                                        .onFailure(context::fail));
    }

    private static void ready(RoutingContext context, Map<String, String> reasons) {
        if (reasons.isEmpty()) {
            answer(context, 200, status("ready"));
        } else {
            var why = new JsonObject();
            reasons.forEach(why::put);
            answer(context, 503, status("not_ready").put("reasons", why));
        }
    }

    private static JsonObject status(String status) {
        return new JsonObject().put("status", status);
    }

    private static void metrics(RoutingContext context, String text) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS).end(text);
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.encode());
    }
}
