package dev.sfumato.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.gateway.replay.EventId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Server-sent events, downloads and the page, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EventsTest {
    private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.UTF_8);

    private final UUID run = UUID.randomUUID();
    private Backdrop backdrop;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        backdrop = new Backdrop(folder);
        gateway = backdrop.gateway();
    }

    @AfterAll
    void stop() {
        gateway.close();
        backdrop.close();
    }

    @Test
    void streamsEventsAndEndsAfterTheTerminalOne() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        // When
        HttpResponse<String> answer = gateway.get(path(samples));
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(lines(answer, "id: ")).isEqualTo(ids.stream().map(EventId::toString).toList());
        assertThat(lines(answer, "event: ")).startsWith("accepted", "queued", "started");
        assertThat(lines(answer, "event: ")).endsWith("progress", "completed");
        assertThat(answer.body()).endsWith("\n\n");
    }

    @Test
    void resumesAfterTheLastEventSeen() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        List<EventId> ids = backdrop.publish(samples.life(run));
        // When
        HttpResponse<String> answer =
                gateway.get(path(samples), "Last-Event-ID", ids.get(5).toString());
        HttpResponse<String> nothing =
                gateway.get(path(samples), "Last-Event-ID", ids.getLast().toString());
        // Then
        assertThat(lines(answer, "id: "))
                .containsExactly(ids.get(6).toString(), ids.get(7).toString());
        assertThat(nothing.statusCode()).isEqualTo(204);
    }

    @Test
    void refusesWhatItCannotStream() throws Exception {
        // Given
        Samples samples = Samples.fresh();
        backdrop.publish(samples.life(run));
        // When
        HttpResponse<String> unknown = gateway.get(path(Samples.fresh()));
        HttpResponse<String> noId = gateway.get("/v1/generations/7/events");
        HttpResponse<String> noCursor = gateway.get(path(samples), "Last-Event-ID", "x");
        HttpResponse<String> wrongCursor = gateway.get(path(samples), "Last-Event-ID", "99-0");
        // Then
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type"))
                .contains("application/problem+json");
        assertThat(noId.statusCode()).isEqualTo(404);
        assertThat(noCursor.statusCode()).isEqualTo(400);
        assertThat(wrongCursor.statusCode()).isEqualTo(400);
        assertThat(wrongCursor.body()).contains("invalid_cursor");
    }

    @Test
    void deliversArtifactsWholeAndInPart() throws Exception {
        // Given
        String id = backdrop.artifacts().put("default", "image/png", BYTES).id();
        String path = "/v1/artifacts/" + id;
        // When
        HttpResponse<byte[]> whole = gateway.send("GET", path);
        HttpResponse<byte[]> head = gateway.send("HEAD", path);
        HttpResponse<byte[]> part = gateway.send("GET", path, "Range", "bytes=2-4");
        HttpResponse<byte[]> tail = gateway.send("GET", path, "Range", "bytes=-3");
        HttpResponse<byte[]> none = gateway.send("GET", path, "Range", "bytes=10-");
        HttpResponse<byte[]> same = gateway.send("GET", path, "If-None-Match", '"' + id + '"');
        // Then
        assertThat(whole.body()).isEqualTo(BYTES);
        assertThat(whole.headers().firstValue("content-type")).contains("image/png");
        assertThat(whole.headers().firstValue("etag")).contains('"' + id + '"');
        assertThat(whole.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(10);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).asString().isEqualTo("234");
        assertThat(part.headers().firstValue("content-range")).contains("bytes 2-4/10");
        assertThat(tail.body()).asString().isEqualTo("789");
        assertThat(none.statusCode()).isEqualTo(416);
        assertThat(none.headers().firstValue("content-range")).contains("bytes */10");
        assertThat(same.statusCode()).isEqualTo(304);
    }

    @Test
    void deliversLargeArtifactsToTheirOwnerAlone() throws Exception {
        // Given
        byte[] large = new byte[5_000_000];
        large[large.length - 1] = 7;
        String id = backdrop.artifacts().put("acme", "image/webp", large).id();
        // When
        HttpResponse<byte[]> owner =
                gateway.send("GET", "/v1/artifacts/" + id, "Authorization", "Bearer acme");
        HttpResponse<byte[]> stranger = gateway.send("GET", "/v1/artifacts/" + id);
        HttpResponse<byte[]> odd = gateway.send("GET", "/v1/artifacts/..%2f..%2fetc");
        // Then
        assertThat(owner.body()).isEqualTo(large);
        assertThat(stranger.statusCode()).isEqualTo(404);
        assertThat(odd.statusCode()).isEqualTo(404);
    }

    @Test
    void servesThePageUnderAStrictPolicy() throws Exception {
        // When
        HttpResponse<String> page = gateway.get("/");
        HttpResponse<String> script = gateway.get("/console/app.js");
        // Then
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(script.statusCode()).isEqualTo(200);
        for (String asset : assets(page.body() + script.body())) {
            assertThat(gateway.get("/console/" + asset).statusCode()).as(asset).isEqualTo(200);
        }
    }

    @Test
    void refusesSocketsFromOtherPages() throws Exception {
        // When
        HttpResponse<String> answer =
                gateway.get("/v1/stream", "Origin", "https://elsewhere.example");
        HttpResponse<String> noUpgrade = gateway.get("/v1/stream");
        // Then
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(noUpgrade.statusCode()).isEqualTo(426);
    }

    private static List<String> assets(String text) {
        return Pattern.compile("(?:console/|'\\./)([a-z]+\\.(?:js|css|svg))")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> lines(HttpResponse<String> answer, String start) {
        return answer.body()
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    private static String path(Samples samples) {
        return "/v1/generations/" + samples.id() + "/events";
    }
}
