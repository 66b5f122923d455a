package dev.sfumato.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.platform.http.Problem;
import dev.sfumato.platform.http.ProblemException;
import dev.sfumato.schemas.events.Heartbeat;
import dev.sfumato.schemas.events.ModelCard;
import dev.sfumato.schemas.events.PoolSnapshot;

import io.vertx.ext.web.RoutingContext;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be asked for and what is alive. Handlers are called on the event loop. */
final class FleetHandlers {
    private final FleetView fleet;
    private final PoolSwitch pools;

    FleetHandlers(FleetView fleet, PoolSwitch pools) {
        this.fleet = fleet;
        this.pools = pools;
    }

    void models(RoutingContext context) {
        ObjectNode body = Answers.JSON.createObjectNode();
        ArrayNode models = body.putArray("models");
        for (String id : fleet.ids()) {
            fleet.find(id).ifPresent(card -> models.add(json(card)));
        }
        Answers.send(context, 200, body);
    }

    void model(RoutingContext context) {
        String id = context.pathParam("id");
        ModelCard card =
                fleet.find(id)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.notFound("no worker has this model")));
        Answers.send(context, 200, json(card));
    }

    void schedulers(RoutingContext context) {
        Map<String, TreeSet<String>> byScheduler = new TreeMap<>();
        for (String id : fleet.ids()) {
            fleet.find(id)
                    .ifPresent(
                            card ->
                                    card.schedulers()
                                            .forEach(
                                                    each ->
                                                            byScheduler
                                                                    .computeIfAbsent(
                                                                            each,
                                                                            name -> new TreeSet<>())
                                                                    .add(card.id())));
        }
        ObjectNode body = Answers.JSON.createObjectNode();
        ArrayNode schedulers = body.putArray("schedulers");
        byScheduler.forEach(
                (scheduler, models) -> {
                    ArrayNode names =
                            schedulers.addObject().put("id", scheduler).putArray("models");
                    models.forEach(names::add);
                });
        Answers.send(context, 200, body);
    }

    void pools(RoutingContext context) {
        ObjectNode body = Answers.JSON.createObjectNode();
        ArrayNode list = body.putArray("pools");
        for (PoolSnapshot snapshot : fleet.pools()) {
            ObjectNode pool = list.addObject();
            pool.put("id", snapshot.pool())
                    .put("backlog", snapshot.backlog())
                    .put("outstanding", snapshot.outstanding())
                    .put("window", snapshot.window())
                    .put("slots", snapshot.slots())
                    .put("expected_wait_ms", snapshot.expectedWaitMs())
                    .put("paused", snapshot.paused())
                    .put("at", snapshot.at().toString());
            ArrayNode workers = pool.putArray("workers");
            fleet.living().stream()
                    .filter(each -> each.pool().equals(snapshot.pool()))
                    .forEach(each -> workers.add(json(each)));
        }
        Answers.send(context, 200, body);
    }

    void turn(RoutingContext context) {
        String pool = context.pathParam("pool");
        if (fleet.pool(pool) == null) {
            throw new ProblemException(Problem.notFound("no pool has this name"));
        }
        boolean paused = context.pathParam("action").equals("pause");
        pools.turn(pool, paused)
                .onSuccess(
                        done ->
                                Answers.send(
                                        context,
                                        202,
                                        Answers.JSON
                                                .createObjectNode()
                                                .put("id", pool)
                                                .put("paused", paused)))
                .onFailure(context::fail);
    }

    private ObjectNode json(ModelCard card) {
        ObjectNode node = Answers.JSON.createObjectNode();
        node.put("id", card.id()).put("modality", card.modality()).put("family", card.family());
        ArrayNode tasks = node.putArray("tasks");
        card.tasks().forEach(tasks::add);
        ArrayNode schedulers = node.putArray("schedulers");
        card.schedulers().forEach(schedulers::add);
        put(node.putObject("defaults"), card.defaults());
        put(node.putObject("fast"), card.fast() == null ? card.defaults() : card.fast());
        ArrayNode adapters = node.putArray("adapters");
        card.adapters().forEach(adapters::add);
        node.putObject("limits").put("steps", card.maxSteps()).put("count", card.maxCount());
        node.put("cost", card.cost());
        node.put("live", fleet.isLive(card.id()));
        node.put("default", card.id().equals(fleet.defaultModel()));
        try {
            node.set("parameters", Answers.JSON.readTree(card.parametersSchema()));
        } catch (JsonProcessingException e) {
            node.putObject("parameters");
        }
        return node;
    }

    private static void put(ObjectNode node, ModelCard.Defaults defaults) {
        node.put("steps", defaults.steps())
                .put("guidance_scale", defaults.guidanceScale())
                .put("scheduler", defaults.scheduler());
    }

    private static ObjectNode json(Heartbeat heartbeat) {
        ObjectNode node = Answers.JSON.createObjectNode();
        node.put("id", heartbeat.worker())
                .put("slots", heartbeat.slots())
                .put("running", heartbeat.running().size())
                .put("at", heartbeat.at().toString());
        ArrayNode devices = node.putArray("devices");
        heartbeat.devices().forEach(devices::add);
        ArrayNode models = node.putArray("models");
        heartbeat.models().forEach(card -> models.add(card.id()));
        return node;
    }
}
