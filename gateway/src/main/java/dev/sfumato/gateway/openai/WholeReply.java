package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.gateway.replay.PreviewImage;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

import java.time.Instant;
import java.util.List;

/** All pictures in one answer, at the end. */
final class WholeReply implements Exchange.Reply {
    private final HttpServerResponse response;
    private final String tenant;
    private final ImagesRequest asked;
    private final String base;
    private final Pictures pictures;

    /**
     * An answer that is still to come.
     *
     * @param base of addresses, as {@code http://127.0.0.1:8080}
     */
    WholeReply(
            HttpServerResponse response,
            String tenant,
            ImagesRequest asked,
            String base,
            Pictures pictures) {
        this.response = response;
        this.tenant = tenant;
        this.asked = asked;
        this.base = base;
        this.pictures = pictures;
    }

    @Override
    public void running(int steps) {
        // One answer has no place for it.
    }

    /** One answer has no place for it; interim ones stop OpenAI's client for Java. */
    @Override
    public void waiting() {}

    @Override
    public void preview(PreviewImage preview) {
        // One answer has no place for it.
    }

    @Override
    public void completed(JsonNode event) {
        if (asked.urls()) {
            ObjectNode json = json();
            ArrayNode data = json.putArray("data");
            event.path("artifacts")
                    .forEach(each -> data.addObject().put("url", base + each.path("url").asText()));
            send(json);
        } else {
            pictures.encoded(tenant, event)
                    .onSuccess(this::send)
                    .onFailure(failure -> failed(ImagesDoor.error(failure)));
        }
    }

    @Override
    public void failed(ApiError error) {
        if (!response.closed()) {
            error.send(response);
        }
    }

    private void send(List<String> encoded) {
        ObjectNode json = json();
        ArrayNode data = json.putArray("data");
        encoded.forEach(each -> data.addObject().put("b64_json", each));
        send(json);
    }

    private ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("created", Instant.now().getEpochSecond())
                .put("output_format", asked.format())
                .put("size", asked.size());
    }

    private void send(ObjectNode json) {
        if (!response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(json.toString());
        }
    }
}
