package dev.sfumato.ingest.instances;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.status.Keys;

import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some of a tenant's generations, newest accepted first.
 *
 * @param next cursor of the rest; null at the end
 * @param partitions of {@code sfumato.events} that were looked at
 * @param stale whether a copy was, because its owner can't be reached
 */
public record Listing(
        List<ObjectNode> generations,
        @Nullable String next,
        Set<Integer> partitions,
        boolean stale) {
    private static final String PARTITIONS = "Sfumato-Partitions";

    public Listing {
        generations = List.copyOf(generations);
        partitions = Set.copyOf(partitions);
    }

    private record Item(String key, ObjectNode generation) {
        static Item of(String tenant, ObjectNode generation) {
            String key =
                    Keys.listing(
                            tenant,
                            instant(generation.path("accepted_at")),
                            instant(generation.path("finished_at")),
                            generation.path("id").asText());
            return new Item(key, generation);
        }
    }

    /** The first of several pages, taken together. */
    static Listing merged(String tenant, List<Listing> pages, int limit) {
        List<Item> items = new ArrayList<>();
        Set<Integer> partitions = new HashSet<>();
        boolean more = false;
        boolean stale = false;
        for (Listing page : pages) {
            page.generations().forEach(each -> items.add(Item.of(tenant, each)));
            partitions.addAll(page.partitions());
            more |= page.next() != null;
            stale |= page.stale();
        }
        items.sort(Comparator.comparing(Item::key));
        List<Item> first = items.subList(0, Math.min(limit, items.size()));
        boolean ends = first.isEmpty() || (!more && items.size() <= limit);
        return new Listing(
                first.stream().map(Item::generation).toList(),
                ends ? null : Keys.cursor(first.getLast().key()),
                partitions,
                stale);
    }

    /** Adds the headers of an answer. */
    public void addHeaders(HttpServerResponse response) {
        String numbers = partitions.stream().map(String::valueOf).collect(Collectors.joining(","));
        response.putHeader(PARTITIONS, numbers);
        if (stale) {
            response.putHeader(Shown.STALE, "true");
        }
    }

    static Listing of(PeerClient.Answer answer) {
        List<ObjectNode> generations = new ArrayList<>();
        for (JsonNode each : answer.body().path("generations")) {
            if (each instanceof ObjectNode generation) {
                generations.add(generation);
            }
        }
        String header = answer.headers().get(PARTITIONS);
        Set<Integer> partitions =
                header == null || header.isEmpty()
                        ? Set.of()
                        : Arrays.stream(header.split(",", -1))
                                .map(Integer::valueOf)
                                .collect(Collectors.toSet());
        JsonNode next = answer.body().path("next");
        return new Listing(
                generations,
                next.isTextual() ? next.textValue() : null,
                partitions,
                answer.headers().contains(Shown.STALE));
    }

    private static @Nullable Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.textValue()) : null;
    }
}
