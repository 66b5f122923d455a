package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.gateway.replay.PreviewImage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Server-sent events: a few partial images on the way, then each picture. */
final class StreamedReply implements Exchange.Reply {
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final String tenant;
    private final ImagesRequest asked;
    private final Pictures pictures;
    private Future<@Nullable Void> written = Future.succeededFuture();
    private int sent;
    private int steps;

    StreamedReply(
            Vertx vertx,
            HttpServerResponse response,
            String tenant,
            ImagesRequest asked,
            Pictures pictures) {
        this.vertx = vertx;
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
    public void running(int steps) {
        this.steps = steps;
    }

    @Override
    public void waiting() {
        if (!response.closed()) {
            response.write(":\n\n");
        }
    }

    /** Spread evenly: with two wanted, one after each third of the steps. */
    @Override
    public void preview(PreviewImage preview) {
        boolean due =
                preview.step() * (asked.partialImages() + 1) >= steps * (sent + 1) && steps > 0;
        if (preview.image() == 0 && sent < asked.partialImages() && due) {
            int index = sent++;
            // In turn: what is encoded meanwhile must not overtake it.
            written =
                    written.compose(ignored -> encoded(preview))
                            .map(picture -> partial(index, picture));
        }
    }

    @Override
    public void completed(JsonNode event) {
        written.compose(ignored -> pictures.encoded(tenant, event))
                .onSuccess(this::finish)
                .onFailure(failure -> failed(ImagesDoor.error(failure)));
    }

    @Override
    public void failed(ApiError error) {
        write(error.json().put("type", "error"));
        end();
    }

    private Future<PartialImage> encoded(PreviewImage preview) {
        return vertx.executeBlocking(() -> PartialImage.of(preview, asked.format()), false);
    }

    private @Nullable Void partial(int index, PartialImage picture) {
        write(
                event("partial_image", picture.base64())
                        .put("output_format", picture.format())
                        .put("partial_image_index", index));
        return null;
    }

    private void finish(List<String> encoded) {
        for (String each : encoded) {
            ObjectNode event = event("completed", each);
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
                .put("type", asked.event() + "." + type)
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
