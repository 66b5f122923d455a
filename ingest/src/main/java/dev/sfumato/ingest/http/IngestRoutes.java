package dev.sfumato.ingest.http;

import dev.sfumato.ingest.instances.Generations;
import dev.sfumato.ingest.instances.Listings;
import dev.sfumato.ingest.instances.Places;
import dev.sfumato.ingest.instances.TakenIds;
import dev.sfumato.platform.access.Access;
import dev.sfumato.platform.access.Authenticator;
import dev.sfumato.platform.access.Scope;
import dev.sfumato.platform.artifacts.ArtifactStore;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.platform.http.Bodies;
import dev.sfumato.platform.http.Origins;
import dev.sfumato.platform.submission.Submission;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Mounts ingest's part of the HTTP contract. */
public final class IngestRoutes {
    private static final long MAX_REQUEST_BYTES = 24L * 1024 * 1024;

    private IngestRoutes() {}

    /**
     * What the routes work with; whoever mounts them closes it.
     *
     * @param pools pauses and resumes pools
     * @param origins whose pages may make requests that browsers send without asking first
     */
    public record Parts(
            Vertx vertx,
            Authenticator authenticator,
            Submission submission,
            Doorkeeper doorkeeper,
            Generations generations,
            Listings listings,
            TakenIds taken,
            Places places,
            FleetView fleet,
            ArtifactStore store,
            ImageLimits limits,
            PoolSwitch pools,
            Origins origins) {}

    /** Adds the routes. */
    public static void mount(Router router, Parts parts) {
        Handler<RoutingContext> generate = Access.require(parts.authenticator(), Scope.GENERATE);
        Handler<RoutingContext> read = Access.require(parts.authenticator(), Scope.READ);
        Handler<RoutingContext> operate = Access.require(parts.authenticator(), Scope.OPERATE);
        Handler<RoutingContext> ours = parts.origins().guard();
        var submitting = new SubmitHandler(parts);
        var generations = new GenerationHandlers(parts);
        var artifacts = new UploadHandler(parts);
        var fleet = new FleetHandlers(parts.fleet(), parts.pools());
        var peers = new PeerHandlers(parts);
        // Behind the guard: whoever may not ask sends no body. The router would want it in front.
        Handler<RoutingContext> body = plain(Bodies.upTo(MAX_REQUEST_BYTES));
        Handler<RoutingContext> picture = plain(Bodies.upTo(parts.limits().maxBytes()));

        router.post("/v1/generations").handler(generate).handler(body).handler(submitting);
        router.get("/v1/generations").handler(read).handler(generations::list);
        router.get("/v1/generations/:id").handler(read).handler(generations::get);
        router.delete("/v1/generations/:id").handler(generate).handler(generations::delete);
        router.post("/v1/artifacts")
                .handler(ours)
                .handler(generate)
                .handler(picture)
                .handler(artifacts);
        router.get("/v1/models").handler(read).handler(fleet::models);
        router.get("/v1/models/:id").handler(read).handler(fleet::model);
        router.get("/v1/schedulers").handler(read).handler(fleet::schedulers);
        router.get("/v1/pools").handler(read).handler(fleet::pools);
        router.postWithRegex("/v1/pools/(?<pool>[^/:]+):(?<action>pause|resume)")
                .setName("/v1/pools/[^/:]+:(pause|resume)")
                .handler(ours)
                .handler(operate)
                .handler(fleet::turn);
        router.get("/v1/generations/:id/admission").handler(generate).handler(peers::admission);
        router.get("/v1/pools/:pool/positions").handler(read).handler(peers::positions);
        router.get("/openapi.yaml").handler(new OpenApiHandler());
    }

    /** Hides a handler's kind: Vert.x refuses to read a body behind handlers of our own. */
    private static Handler<RoutingContext> plain(Handler<RoutingContext> handler) {
        return context -> handler.handle(context);
    }
}
