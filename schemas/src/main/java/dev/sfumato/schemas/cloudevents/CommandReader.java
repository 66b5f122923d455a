package dev.sfumato.schemas.cloudevents;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.DoorValue;
import dev.sfumato.schemas.codec.MalformedRecordException;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.Command.Source;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.events.Identity;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.ModelDirectory;
import dev.sfumato.schemas.requests.Reading;
import dev.sfumato.schemas.requests.RequestReader;
import dev.sfumato.schemas.requests.Violation;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads records of {@code sfumato.commands*}. Which generation is meant comes from the record's
 * key, else from a CloudEvent's id, else from the record's place. Reading a record again gives the
 * same command.
 */
public final class CommandReader {
    private static final int MOST_KEY_BYTES = 1000;

    private final String tenant;
    private final Source source;
    private final Instant at;
    private final ModelDirectory models;

    private CommandReader(String tenant, Source source, Instant at, ModelDirectory models) {
        this.tenant = tenant;
        this.source = source;
        this.at = at;
        this.models = models;
    }

    /**
     * Reads a record; never throws.
     *
     * @param tenant whose door it is
     * @param source the record's place
     * @param at the record's timestamp
     * @param models say which fields a request may have; whether the model can do it is left to
     *     admission
     */
    public static Incoming read(
            BusRecord record, String tenant, Source source, Instant at, ModelDirectory models) {
        try {
            return new Incoming.Understood(
                    new CommandReader(tenant, source, at, models).read(record));
        } catch (MalformedRecordException | IllegalArgumentException e) {
            return new Incoming.Malformed(String.valueOf(e.getMessage()));
        }
    }

    private Command read(BusRecord record) {
        byte[] value = record.value();
        if (value == null || value.length == 0) {
            throw new IllegalArgumentException("a command must have a value");
        }
        if (record.headers().containsKey("tenant")) {
            throw new IllegalArgumentException("tenant must be absent: the topic decides it");
        }
        String key = key(record.key());
        String type = record.header("content-type");
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith(CloudEvent.STRUCTURED)) {
            return command(CloudEvent.structured(value), key);
        }
        if (record.headers().containsKey("ce_specversion")) {
            return command(CloudEvent.binary(record, value), key);
        }
        if (value[0] == '{') {
            throw new IllegalArgumentException(
                    "JSON must be a CloudEvent: header content-type: " + CloudEvent.STRUCTURED);
        }
        return command(Codecs.doors().decode(value), key);
    }

    private Command command(DoorValue value, @Nullable String key) {
        return switch (value) {
            case DoorValue.Generate generate ->
                    generate(RequestReader.shape(generate.request(), models), key);
            case DoorValue.Cancel cancel -> cancel(cancel.id() == null ? key : cancel.id());
        };
    }

    private Command command(CloudEvent event, @Nullable String recordKey) {
        String key = recordKey == null ? event.id() : recordKey;
        return switch (event.type()) {
            case CommandRecords.GENERATE ->
                    generate(RequestReader.shape(event.data(), models), key);
            case CommandRecords.CANCEL -> cancel(cancelled(event.data()));
            default ->
                    throw new IllegalArgumentException(
                            "a command's type must be %s or %s"
                                    .formatted(CommandRecords.GENERATE, CommandRecords.CANCEL));
        };
    }

    private Command generate(Reading reading, @Nullable String key) {
        GenerationRequest request =
                switch (reading) {
                    case Reading.Valid(GenerationRequest valid) -> valid;
                    case Reading.Invalid(List<Violation> violations) ->
                            throw new IllegalArgumentException(told(violations));
                };
        Identity identity =
                key == null
                        ? new Identity(GenerationId.ofKey(tenant, place()), null)
                        : Identity.of(tenant, key, at);
        return new Command.Generate(
                identity.id(), tenant, source, at, identity.clientKey(), request);
    }

    private Command cancel(@Nullable String idOrKey) {
        if (idOrKey == null || idOrKey.isEmpty()) {
            throw new IllegalArgumentException("id must be given, in the command or as its key");
        }
        return new Command.Cancel(Identity.named(tenant, idOrKey), tenant, source, at);
    }

    private static @Nullable String cancelled(JsonNode data) {
        boolean onlyId = data.isObject() && data.path("id").isTextual() && data.size() == 1;
        if (!onlyId) {
            throw new IllegalArgumentException("data must be an object with id, and nothing else");
        }
        return data.get("id").textValue();
    }

    // A NUL can't stand in a topic's name, so no client's key looks like this.
    private String place() {
        return source.topic() + '\0' + source.partition() + '\0' + source.offset();
    }

    private static @Nullable String key(byte @Nullable [] key) {
        if (key == null || key.length == 0) {
            return null;
        }
        if (key.length > MOST_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key must have at most %d bytes, got %d".formatted(MOST_KEY_BYTES, key.length));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("key must be UTF-8 text", e);
        }
    }

    private static String told(List<Violation> violations) {
        return violations.stream()
                .map(violation -> violation.path() + " " + violation.message())
                .collect(Collectors.joining("; "));
    }
}
