package dev.sfumato.gateway.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Preview;

import io.vertx.core.buffer.Buffer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A picture on the way, encoded at most once in each form for all who watch. Any thread. */
public final class PreviewImage {
    private final Preview preview;
    private volatile @Nullable String json;
    private volatile @Nullable Buffer binary;

    public PreviewImage(Preview preview) {
        this.preview = preview;
    }

    public GenerationId id() {
        return preview.subject().id();
    }

    /** Index among the request's pictures, from 0. */
    public int image() {
        return preview.image();
    }

    /** The step that it was predicted at, from 1. */
    public int step() {
        return preview.step();
    }

    /** About what it takes in memory, in bytes. */
    public int size() {
        return preview.bytes().length * 4 / 3 + 256;
    }

    /** As {@code image/webp}. */
    public String mediaType() {
        return preview.mediaType();
    }

    /** The picture alone; not to be changed. */
    public byte[] bytes() {
        return preview.bytes();
    }

    /** The picture alone, in base64. */
    public String base64() {
        return Base64.getEncoder().encodeToString(preview.bytes());
    }

    /** The message with the picture in base64. */
    public String json() {
        String encoded = json;
        if (encoded == null) {
            encoded = header().put("data", preview.bytes()).toString();
            json = encoded;
        }
        return encoded;
    }

    /**
     * The binary frame: length of the header as 4 bytes, big-endian; the header, which is the JSON
     * message without {@code data}, in UTF-8; the picture's bytes.
     */
    public Buffer binary() {
        Buffer encoded = binary;
        if (encoded == null) {
            byte[] header = header().toString().getBytes(StandardCharsets.UTF_8);
            encoded =
                    Buffer.buffer(4 + header.length + preview.bytes().length)
                            .appendInt(header.length)
                            .appendBytes(header)
                            .appendBytes(preview.bytes());
            binary = encoded;
        }
        // Writing moves a buffer's reader index: each frame needs its own view of the bytes.
        return encoded.slice();
    }

    private ObjectNode header() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "preview")
                .put("id", id().toString())
                .putNull("event")
                .put("step", preview.step())
                .put("image", preview.image())
                .put("media_type", preview.mediaType());
    }
}
