package dev.sfumato.schemas.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sfumato.schemas.Models;
import dev.sfumato.schemas.codec.Codecs;
import dev.sfumato.schemas.codec.DoorValue;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.GenerationId;
import dev.sfumato.schemas.requests.GenerationRequest;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

final class CommandReaderTest {
    private static final Instant AT = Instant.parse("2026-11-23T18:00:00Z");
    private static final Command.Source SOURCE = new Command.Source("sfumato.commands", 3, 17);
    private static final GenerationId FRESH =
            GenerationId.fresh(AT.minusSeconds(60), new SplittableRandom(1));
    private static final GenerationRequest REQUEST = request("a red house", Map.of("width", 64));

    @Test
    void everyFormOfARequestIsTheSameCommand() {
        // Given
        BusRecord avro = CommandRecords.generate(FRESH.toString(), REQUEST);
        BusRecord binary = CommandRecords.generateEvent(FRESH.toString(), "/shop", REQUEST);
        BusRecord structured =
                structured(
                        FRESH.toString(),
                        """
                        {"specversion": "1.0", "id": "1", "source": "/shop", "traceparent": "x",
                         "type": "dev.sfumato.generate.v1", "datacontenttype": "application/json",
                         "data": {"prompt": "a red house", "width": 64}}
                        """);
        // When, Then
        var command = new Command.Generate(FRESH, "default", SOURCE, AT, null, REQUEST);
        assertThat(List.of(avro, binary, structured))
                .allSatisfy(record -> assertThat(understood(record)).isEqualTo(command));
    }

    @Test
    void aClientsOwnKeyNamesTheGenerationAndIsEchoed() {
        // When
        Command command = understood(CommandRecords.generate("order-17", REQUEST));
        // Then
        assertThat(command.id()).isEqualTo(GenerationId.ofKey("default", "order-17"));
        assertThat(command)
                .isInstanceOfSatisfying(
                        Command.Generate.class,
                        generate -> assertThat(generate.clientKey()).isEqualTo("order-17"));
    }

    @Test
    void withoutAKeyTheRecordsPlaceNamesTheGeneration() {
        // Given
        BusRecord keyed = CommandRecords.generate("k", REQUEST);
        var record = new BusRecord(null, keyed.value(), Map.of());
        // When
        Command first = understood(record);
        Command again = understood(record);
        // Then
        assertThat(first).isEqualTo(again);
    }

    @Test
    void withoutAKeyACloudEventsIdNamesTheGeneration() {
        // Given
        BusRecord keyed = CommandRecords.generateEvent("order-17", "/shop", REQUEST);
        var record = new BusRecord(null, keyed.value(), keyed.headers());
        // When, Then
        assertThat(understood(record).id()).isEqualTo(GenerationId.ofKey("default", "order-17"));
    }

    @Test
    void cancelsByIdOrByTheClientsKey() {
        // Given
        GenerationId ofKey = GenerationId.ofKey("default", "order-17");
        var byKey = new DoorValue.Cancel("order-17");
        var byRecordKey = new DoorValue.Cancel(null);
        // When, Then
        assertThat(List.of(CommandRecords.cancel(FRESH), CommandRecords.cancelEvent(FRESH, "/s")))
                .allSatisfy(record -> assertThat(understood(record)).isEqualTo(cancel(FRESH)));
        assertThat(understood(avro("x", byKey))).isEqualTo(cancel(ofKey));
        assertThat(understood(avro("order-17", byRecordKey))).isEqualTo(cancel(ofKey));
        assertThat(understood(CommandRecords.cancel(ofKey))).isEqualTo(cancel(ofKey));
    }

    @Test
    void leavesToAdmissionWhatOnlyTheModelForbids() {
        // Given: steps beyond the model's, a width that it can't do
        GenerationRequest request = request("x", Map.of("width", 100_000));
        // When, Then
        assertThat(understood(CommandRecords.generate("k", request)))
                .isInstanceOf(Command.Generate.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'specversion': '1.0'                                                   | broken"
                        + " at line 1",
                "[]                                                                      | must be"
                        + " a JSON object",
                "{'specversion': '0.3', 'id': 'a', 'source': 's', 'type': 'GEN', 'data': {}} |"
                        + " specversion must be 1.0",
                "{'specversion': '1.0', 'source': 's', 'type': 'GEN', 'data': {}}        | id must"
                        + " be a text",
                "{'specversion': '1.0', 'id': 'a', 'type': 'GEN', 'data': {}}            | source"
                        + " must be a text",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'data': {}}            | type"
                        + " must be a text",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'x', 'data': {}} | type"
                        + " must be dev.sfumato.generate.v1 or",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN'}         | data"
                        + " must be given",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN', 'data_base64':"
                        + " 'AA=='} | not data_base64",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN', 'tenant': 't',"
                        + " 'data': {}} | tenant must be absent",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN', 'data': {'prompt':"
                        + " 'x', 'tenant': 't'}} | tenant isn't a field",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN', 'data': {'prompt':"
                        + " ''}} | prompt must have 1 to 10000",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN', 'data': {'prompt':"
                    + " 'x', 'image': 'data:image/png;base64,AA'}} | image must be an artifact id",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'CAN', 'data': {'id':"
                        + " 'a', 'why': 1}} | object with id, and nothing else",
                "{'specversion': '1.0', 'id': 'a', 'id': 'b', 'source': 's', 'type': 'CAN', 'data':"
                        + " {}} | no field twice",
                "{'specversion': '1.0', 'id': 'a', 'source': 's', 'type': 'GEN', 'datacontenttype':"
                        + " 'text/xml', 'data': {}} | content type must be application/json",
            })
    void saysWhyAnEventIsMalformed(String event, String reason) {
        String text =
                event.replace('\'', '"')
                        .replace("GEN", CommandRecords.GENERATE)
                        .replace("CAN", CommandRecords.CANCEL);
        assertThat(malformed(structured("k", text))).contains(reason);
    }

    @Test
    void saysWhyARecordIsMalformed() {
        // Given
        byte[] avro = Codecs.doors().encode(new DoorValue.Generate(REQUEST));
        Map<String, byte[]> tenant = Map.of("tenant", "t".getBytes(UTF_8));
        // When, Then
        assertThat(malformed(new BusRecord(null, null, Map.of()))).contains("must have a value");
        assertThat(malformed(new BusRecord(null, new byte[0], Map.of())))
                .contains("must have a value");
        assertThat(malformed(new BusRecord(null, "{}".getBytes(UTF_8), Map.of())))
                .contains("content-type: application/cloudevents+json");
        assertThat(malformed(new BusRecord(null, avro, tenant))).contains("tenant must be absent");
        assertThat(malformed(new BusRecord(new byte[] {(byte) 0xff}, avro, Map.of())))
                .contains("key must be UTF-8");
        assertThat(malformed(new BusRecord(new byte[1001], avro, Map.of())))
                .contains("key must have at most 1000 bytes");
        assertThat(malformed(avro(null, new DoorValue.Cancel(null)))).contains("id must be given");
    }

    @Test
    void noParameterTakesThePlaceOfACommonField() {
        // Given
        GenerationRequest request = request("x", Map.of("prompt", "y"));
        // When, Then
        assertThat(malformed(CommandRecords.generate("k", request)))
                .isEqualTo("prompt must stand beside the parameters");
    }

    @Test
    void noReasonRepeatsAPrompt() {
        // Given
        GenerationRequest request = request("geheim ".repeat(5000), Map.of());
        // When, Then
        assertThat(malformed(CommandRecords.generate("k", request))).doesNotContain("geheim");
    }

    @Property(tries = 2000)
    void noBytesDoMoreThanBeMalformed(@ForAll byte[] key, @ForAll byte[] value, @ForAll int form) {
        // Given
        Map<String, byte[]> headers = new HashMap<>();
        if (form % 3 == 1) {
            headers.put("content-type", CloudEvent.STRUCTURED.getBytes(UTF_8));
        } else if (form % 3 == 2) {
            headers.put("ce_specversion", "1.0".getBytes(UTF_8));
        }
        // When, Then
        assertThat(malformed(new BusRecord(key, value, headers))).isNotBlank();
    }

    private static BusRecord structured(String key, String event) {
        return new BusRecord(
                key.getBytes(UTF_8),
                event.getBytes(UTF_8),
                Map.of(
                        "content-type",
                        "application/cloudevents+json; charset=utf-8".getBytes(UTF_8)));
    }

    private static BusRecord avro(@Nullable String key, DoorValue value) {
        return new BusRecord(
                key == null ? null : key.getBytes(UTF_8), Codecs.doors().encode(value), Map.of());
    }

    private static Command cancel(GenerationId id) {
        return new Command.Cancel(id, "default", SOURCE, AT);
    }

    private static Command understood(BusRecord record) {
        return switch (CommandReader.read(record, "default", SOURCE, AT, new Models())) {
            case Incoming.Understood(Command command) -> command;
            case Incoming.Malformed(String reason) -> throw new AssertionError(reason);
        };
    }

    private static String malformed(BusRecord record) {
        return switch (CommandReader.read(record, "default", SOURCE, AT, new Models())) {
            case Incoming.Understood(Command command) ->
                    throw new AssertionError("was understood: " + command);
            case Incoming.Malformed(String reason) -> reason;
        };
    }

    private static GenerationRequest request(String prompt, Map<String, Object> parameters) {
        return new GenerationRequest(
                null,
                null,
                prompt,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                Map.of(),
                Map.of(),
                parameters);
    }
}
