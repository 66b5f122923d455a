package dev.sfumato.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.sfumato.schemas.requests.RequestFieldNames;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The document that other teams read says what the code does. */
final class AsyncApiTest {
    private static final Path MODULE = Path.of(System.getProperty("sfumato.root"), "schemas");
    private static final JsonNode API = read();

    @Test
    void documentsEveryPublicTopicAndNoOther() {
        // Given
        Map<String, Map<String, String>> topics = new HashMap<>();
        for (Topic topic : TopicCatalogue.topics(3, List.of("cpu"), List.of("acme"))) {
            switch (topic.audience()) {
                case PUBLIC -> topics.put(topic.name(), topic.config());
                case INTERNAL -> {}
            }
        }
        // When
        Map<String, Map<String, String>> channels = new HashMap<>();
        for (JsonNode channel : API.path("channels")) {
            String address = channel.path("address").asText().replace("{tenant}", "acme");
            channels.put(address, config(channel));
        }
        // Then
        assertThat(channels).isEqualTo(topics);
    }

    @Test
    void everyChannelIsUsedAndHasMessagesThatExist() {
        // Given
        List<String> used = new ArrayList<>();
        API.path("operations")
                .forEach(operation -> used.add(operation.at("/channel/$ref").asText()));
        // When, Then
        API.path("channels")
                .properties()
                .forEach(
                        channel -> {
                            assertThat(used).contains("#/channels/" + channel.getKey());
                            assertThat(channel.getValue().path("messages")).isNotEmpty();
                        });
        for (JsonNode reference : API.findValues("$ref")) {
            if (reference.asText().startsWith("#")) {
                String target = reference.asText().substring(1);
                assertThat(API.at(target).isMissingNode()).as(target).isFalse();
            }
        }
    }

    @Test
    void everyAvroSchemaIsAFileOfTheNewestRelease() {
        List<String> files = new ArrayList<>();
        for (JsonNode message : API.at("/components/messages")) {
            JsonNode schema = message.at("/payload/schema/$ref");
            if (!schema.isMissingNode()) {
                files.add(schema.asText());
                assertThat(MODULE.resolve(schema.asText())).isRegularFile();
            }
        }
        assertThat(files).hasSize(5);
    }

    @Test
    void theRequestHasTheFieldsThatAreRead() {
        List<String> documented = new ArrayList<>();
        API.at("/components/schemas/request/properties")
                .fieldNames()
                .forEachRemaining(documented::add);
        assertThat(documented).containsExactlyInAnyOrderElementsOf(RequestFieldNames.ofPictures());
    }

    private static Map<String, String> config(JsonNode channel) {
        String bindings = channel.at("/bindings/$ref").asText().substring(1);
        JsonNode config = API.at(bindings + "/kafka/topicConfiguration");
        return Map.of(
                "cleanup.policy", config.path("cleanup.policy").path(0).asText(),
                "retention.ms", config.path("retention.ms").asText());
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(MODULE.resolve("asyncapi.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
