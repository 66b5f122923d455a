package dev.sfumato.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.schemas.codec.Codecs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of generations, as the enterprise and their owners see it. */
final class Finished {
    private Finished() {}

    /** How often each generation is in {@code sfumato.results}, once the last of them is. */
    static Map<String, Integer> results(Fleet fleet, List<String> ids, Duration patience) {
        try (var results = new TopicReader(fleet.server().kafka(), "sfumato.results")) {
            for (String id : ids) {
                await(fleet, results, id, patience);
            }
            Map<String, Integer> counts = new HashMap<>();
            for (var record : results.all()) {
                var generation = Codecs.outcomes().decode(record.value()).generation();
                counts.merge(generation.subject().id().toString(), 1, Integer::sum);
            }
            counts.keySet().retainAll(ids);
            return counts;
        }
    }

    private static void await(Fleet fleet, TopicReader results, String id, Duration patience) {
        try {
            results.await(id, patience);
        } catch (AssertionError e) {
            var told = fleet.told().stream().filter(event -> Told.id(event).equals(id)).toList();
            throw new AssertionError("%s has no result; told: %s".formatted(id, told), e);
        }
    }

    /** The picture of each generation, which must be completed. */
    static List<byte[]> pictures(Fleet fleet, List<MixedRequests.Asked> asked, List<String> ids)
            throws IOException, InterruptedException {
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            pictures.add(picture(fleet.client(asked.get(i).tenant()), ids.get(i)));
        }
        return pictures;
    }

    /** What the same requests make one at a time, undisturbed, on the worker that is there. */
    static List<byte[]> undisturbed(Fleet fleet, List<MixedRequests.Asked> asked)
            throws IOException, InterruptedException {
        List<byte[]> pictures = new ArrayList<>();
        for (MixedRequests.Asked each : asked) {
            Client client = fleet.client(each.tenant());
            pictures.add(picture(client, client.submit(each.body())));
        }
        return pictures;
    }

    /** Largest differences of pairs of pictures, and how many pairs are the same bytes. */
    static int[] compare(List<byte[]> some, List<byte[]> others) throws IOException {
        int same = 0;
        int largest = 0;
        for (int i = 0; i < some.size(); i++) {
            same += Arrays.equals(some.get(i), others.get(i)) ? 1 : 0;
            largest = Math.max(largest, Pictures.difference(some.get(i), others.get(i)));
        }
        return new int[] {largest, same};
    }

    private static byte[] picture(Client client, String id)
            throws IOException, InterruptedException {
        JsonNode ended = client.ended(id);
        if (!ended.path("status").asText().equals("completed")) {
            throw new AssertionError("expected completed, got " + ended);
        }
        return client.get(ended.path("artifacts").path(0).path("url").asText()).response().body();
    }
}
