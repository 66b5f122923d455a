package dev.sfumato.gateway.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sfumato.gateway.replay.Feeds.Watching;
import dev.sfumato.gateway.replay.PreviewImage;
import dev.sfumato.gateway.replay.Shown;
import dev.sfumato.gateway.replay.Subscriber;
import dev.sfumato.platform.http.Problem;

import io.vertx.core.Context;

import org.jspecify.annotations.Nullable;

/**
 * One generation that a client waits for. Feeds call it from any thread; its {@link Reply} hears on
 * the event loop.
 */
final class Exchange implements Subscriber {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context loop;
    private final Reply reply;
    private @Nullable Watching watching;
    private boolean over;

    /** What becomes of a generation, for a client. Called on its event loop. */
    interface Reply {
        /** It runs, and takes so many steps. */
        void running(int steps);

        /** It takes long: the connection needs a sign of life, or it is cut as idle. */
        void waiting();

        void preview(PreviewImage preview);

        /** Nothing follows. */
        void completed(JsonNode event);

        /** Nothing follows. */
        void failed(ApiError error);
    }

    Exchange(Context loop, Reply reply) {
        this.loop = loop;
        this.reply = reply;
    }

    void watchedBy(Watching watching) {
        this.watching = watching;
        if (over) {
            watching.close();
        }
    }

    boolean isOver() {
        return over;
    }

    /** Stops listening. */
    void end() {
        over = true;
        if (watching != null) {
            watching.close();
        }
    }

    @Override
    public void attached(boolean nothingFollows) {
        // It begins here, so everything follows.
    }

    @Override
    public void shown(Shown event) {
        if (event.isTerminal() || event.type().equals("progress")) {
            loop.runOnContext(ignored -> tell(event));
        }
    }

    @Override
    public void preview(PreviewImage preview) {
        loop.runOnContext(
                ignored -> {
                    if (!over) {
                        reply.preview(preview);
                    }
                });
    }

    @Override
    public void refused(Problem problem) {
        loop.runOnContext(ignored -> fail(ApiError.of(problem)));
    }

    private void tell(Shown event) {
        if (over) {
            return;
        }
        JsonNode json = parse(event.json());
        switch (event.type()) {
            case "progress" -> reply.running(json.path("steps").asInt());
            case "completed" -> {
                end();
                reply.completed(json);
            }
            case "rejected" -> fail(error(json, 400, "invalid_request_error"));
            default -> fail(error(json, 500, "server_error"));
        }
    }

    private void fail(ApiError error) {
        if (!over) {
            end();
            reply.failed(error);
        }
    }

    private static ApiError error(JsonNode event, int status, String type) {
        JsonNode error = event.path("error");
        boolean busy = error.path("retryable").asBoolean(false);
        String ended = "the generation is " + event.path("type").asText();
        return new ApiError(
                busy ? 503 : status,
                busy ? "server_error" : type,
                error.path("code").asText(event.path("type").asText()),
                error.path("message").asText(ended),
                null);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own events are JSON", e);
        }
    }
}
