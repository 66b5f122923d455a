package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sfumato.diffusion.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.StreamSupport;

class T5TokenizerTest {
    @TempDir private Path folder;

    private static Path models() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(T5TokenizerTest.class.getResource("/transformers/models"))
                        .toURI());
    }

    @Test
    void givesTheReferencesIds() throws URISyntaxException {
        // Given
        T5Tokenizer tokenizer = T5Tokenizer.read(models().resolve("sd3/tokenizer_3"), 0, 16);
        JsonNode texts = Golden.json(models().resolve("t5_texts.json"));
        assertThat(texts).hasSizeGreaterThan(5);
        for (JsonNode given : texts) {
            // When
            long[] ids = tokenizer.sequence(given.get("text").asText());
            // Then
            long[] expected =
                    StreamSupport.stream(given.get("ids").spliterator(), false)
                            .mapToLong(JsonNode::asLong)
                            .toArray();
            assertThat(ids).as(given.get("text").asText()).containsExactly(expected);
        }
    }

    @Test
    void loadsNothingBeforeTheFirstText() throws IOException {
        // Given
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\"model\": {\"type\": \"Unigram\"}}");
        // When
        T5Tokenizer tokenizer = T5Tokenizer.read(folder, 0, 16);
        // Then
        assertThatThrownBy(() -> tokenizer.sequence("a fox"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("must be a tokenizer");
    }

    @Test
    void refusesAnotherKind() throws IOException {
        // Given
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"BPE\"}}");
        // When, Then
        assertThatThrownBy(() -> T5Tokenizer.read(folder, 0, 16))
                .hasMessageContaining("model.type must be Unigram")
                .hasMessageContaining("BPE");
    }
}
