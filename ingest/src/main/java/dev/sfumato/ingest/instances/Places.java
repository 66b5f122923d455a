package dev.sfumato.ingest.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.dispatch.Positions;
import dev.sfumato.ingest.status.StatusView.Known;
import dev.sfumato.ingest.streams.Owner;
import dev.sfumato.schemas.events.Generation;
import dev.sfumato.schemas.events.Status;
import dev.sfumato.schemas.json.GenerationJson;

import io.vertx.core.Future;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Where waiting generations stand now, not where they were queued: as the instance says that holds
 * their pool's queue. What another one says is kept for a second. Called on event loops.
 */
public final class Places {
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final int MOST_KEPT = 1_000;

    private final Positions positions;
    private final Function<String, Owner> owners;
    private final PeerClient peers;
    private final Map<Line, Seen> seen =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Line, Seen> eldest) {
                    return size() > MOST_KEPT;
                }
            };

    private record Line(String pool, String tenant) {}

    private record Seen(Future<Map<String, Integer>> places, long nanos) {}

    /**
     * Over the queues of this instance and the others.
     *
     * @param owners who holds a pool's queue
     */
    public Places(Positions positions, Function<String, Owner> owners, PeerClient peers) {
        this.positions = positions;
        this.owners = owners;
        this.peers = peers;
    }

    /** The tenant's waiting jobs in a pool that this instance holds: jobs before each, by id. */
    public Map<String, Integer> here(String tenant, String pool) {
        return positions.of(pool, tenant);
    }

    /** A generation as JSON, with its place of now where that is known. */
    Future<ObjectNode> placed(Asker asker, Known known) {
        Generation generation = known.generation();
        ObjectNode json = GenerationJson.write(generation);
        String pool = generation.subject().pool();
        if (generation.status() != Status.QUEUED || pool.isEmpty()) {
            return Future.succeededFuture(json);
        }
        return in(asker, pool)
                .otherwise(Map.of())
                .map(
                        places -> {
                            Integer now = places.get(generation.subject().id().toString());
                            return now == null ? json : json.put("position", now);
                        });
    }

    private Future<Map<String, Integer>> in(Asker asker, String pool) {
        return switch (owners.apply(pool)) {
            case Owner.Here ignored -> Future.succeededFuture(here(asker.tenant(), pool));
            case Owner.There there -> there(asker, pool, there);
            case Owner.Nobody ignored -> Future.succeededFuture(Map.of());
        };
    }

    private synchronized Future<Map<String, Integer>> there(
            Asker asker, String pool, Owner.There owner) {
        var line = new Line(pool, asker.tenant());
        Seen last = seen.get(line);
        if (last != null && System.nanoTime() - last.nanos() < KEPT.toNanos()) {
            return last.places();
        }
        Future<Map<String, Integer>> asked =
                peers.get(owner.active(), "/v1/pools/" + pool + "/positions", asker, Hop.OWNER)
                        .map(answer -> read(answer.body().path("positions")));
        seen.remove(line);
        seen.put(line, new Seen(asked, System.nanoTime()));
        return asked;
    }

    private static Map<String, Integer> read(JsonNode positions) {
        Map<String, Integer> places = new HashMap<>();
        positions.properties().forEach(each -> places.put(each.getKey(), each.getValue().asInt()));
        return places;
    }
}
