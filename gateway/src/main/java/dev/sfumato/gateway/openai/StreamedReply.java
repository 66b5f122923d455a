package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.gateway.replay.PreviewImage;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Server-sent events: a few partial images on the way, then each picture. */
final class StreamedReply implements Exchange.Reply {
    private final HttpServerResponse response;
    private final String tenant;
    private final ImagesRequest asked;
    private final Pictures pictures;
    private int sent;
    private int step;
    private int steps;

    StreamedReply(
            HttpServerResponse response, String tenant, ImagesRequest asked, Pictures pictures) {
        this.response = response;
        this.tenant = tenant;
        this.asked = asked;
        this.pictures = pictures;
    }

    /** The client is told to wait. */
    void begin() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .writeHead();
    }

    @Override
    public void progress(int step, int steps) {
        this.step = step;
        this.steps = steps;
    }

    /** Spread evenly: with two wanted, one after each third of the steps. */
    @Override
    public void preview(PreviewImage preview) {
        boolean due = step * (asked.partialImages() + 1) >= steps * (sent + 1) && steps > 0;
        if (preview.image() == 0 && sent < asked.partialImages() && due) {
            write(
                    event("image_generation.partial_image", preview.base64())
                            .put("partial_image_index", sent));
            sent++;
        }
    }

    @Override
    public void completed(JsonNode event) {
        pictures.encoded(tenant, event)
                .onSuccess(this::finish)
                .onFailure(failure -> failed(ImagesDoor.error(failure)));
    }

    @Override
    public void failed(ApiError error) {
        write(error.json().put("type", "error"));
        end();
    }

    private void finish(List<String> encoded) {
        for (String each : encoded) {
            ObjectNode event = event("image_generation.completed", each);
            event.putObject("usage")
                    .put("input_tokens", 0)
                    .put("output_tokens", 0)
                    .put("total_tokens", 0)
                    .putObject("input_tokens_details")
                    .put("image_tokens", 0)
                    .put("text_tokens", 0);
            write(event);
        }
        end();
    }

    private ObjectNode event(String type, @Nullable String picture) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("b64_json", picture)
                .put("created_at", Instant.now().getEpochSecond())
                .put("size", asked.size())
                .put("quality", "auto")
                .put("background", "opaque")
                .put("output_format", asked.format());
    }

    private void write(ObjectNode event) {
        if (!response.closed()) {
            response.write("event: %s\ndata: %s\n\n".formatted(event.path("type").asText(), event));
        }
    }

    private void end() {
        if (!response.closed()) {
            response.end();
        }
    }
}
