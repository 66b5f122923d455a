package dev.sfumato.schemas.cloudevents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.DoorValue;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.RequestWriter;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Records for {@code sfumato.commands*}, for clients in Java. */
public final class CommandRecords {
    public static final String GENERATE = "dev.sfumato.generate.v1";
    public static final String CANCEL = "dev.sfumato.cancel.v1";

    private CommandRecords() {}

    /** In Avro. */
    public static BusRecord generate(String key, GenerationRequest request) {
        return avro(key, new DoorValue.Generate(request));
    }

    /** In Avro. */
    public static BusRecord cancel(GenerationId id) {
        return avro(id.toString(), new DoorValue.Cancel(id.toString()));
    }

    /**
     * As a CloudEvent in binary mode.
     *
     * @param source who asks, a URI reference
     */
    public static BusRecord generateEvent(String key, String source, GenerationRequest request) {
        return event(GENERATE, key, source, RequestWriter.write(request));
    }

    /**
     * As a CloudEvent in binary mode.
     *
     * @param source who asks, a URI reference
     */
    public static BusRecord cancelEvent(GenerationId id, String source) {
        JsonNode data = JsonNodeFactory.instance.objectNode().put("id", id.toString());
        return event(CANCEL, id.toString(), source, data);
    }

    private static BusRecord avro(String key, DoorValue value) {
        return new BusRecord(utf8(key), Codecs.doors().encode(value), Map.of());
    }

    private static BusRecord event(String type, String key, String source, JsonNode data) {
        return new BusRecord(
                utf8(key),
                utf8(data.toString()),
                Map.of(
                        "ce_specversion", utf8("1.0"),
                        "ce_type", utf8(type),
                        "ce_source", utf8(source),
                        "ce_id", utf8(key),
                        "content-type", utf8("application/json")));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
