package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ClipTokenizerTest {

    private static final String VOCABULARY =
            """
            {"!": 0, "a</w>": 1, "c</w>": 2, "a": 3, "b": 4, "ab</w>": 5, "b</w>": 6,
             "<|startoftext|>": 7, "<|endoftext|>": 8}
            """;

    @TempDir Path folder;

    @Test
    void padsWithTheTokenTheFilesName() throws IOException {
        // Given
        write("special_tokens_map.json", "{\"pad_token\": \"!\"}");
        write(
                "tokenizer_config.json",
                "{\"pad_token\": \"<|endoftext|>\", \"model_max_length\": 6}");
        // When
        ClipTokenizer tokenizer = tokenizer();
        // Then
        assertThat(tokenizer.sequence("AB c")).containsExactly(7, 5, 2, 8, 0, 0);
        assertThat(tokenizer.sequence("a a a a a a a")).containsExactly(7, 1, 1, 1, 1, 8);
    }

    @Test
    void cutsLongPromptsIntoWindowsWithWeights() throws IOException {
        // Given
        write("tokenizer_config.json", "{\"model_max_length\": 5}");
        ClipTokenizer tokenizer = tokenizer();
        // When
        List<TokenChunk> chunks =
                TokenChunk.of(tokenizer, WeightedText.parse("a (c:1.5) a a ab"), 4);
        // Then
        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(0).ids()).containsExactly(7, 1, 2, 1, 8);
        assertThat(chunks.get(0).weights()).containsExactly(1f, 1f, 1.5f, 1f, 1f);
        assertThat(chunks.get(1).ids()).containsExactly(7, 1, 5, 8, 8);
        assertThat(chunks.get(1).isWeighted()).isFalse();
        assertThat(TokenChunk.of(tokenizer, List.of(), 1).getFirst().ids())
                .containsExactly(7, 8, 8, 8, 8);
    }

    @Test
    void weighsEmbeddingsAndKeepsTheirMean() throws IOException {
        // Given
        write("tokenizer_config.json", "{\"model_max_length\": 3}");
        TokenChunk chunk = TokenChunk.of(tokenizer(), WeightedText.parse("(a:2)"), 1).getFirst();
        float[] embedding = {1, 1, 3, 1, 1, 1};
        // When
        chunk.weigh(embedding, 2);
        // Then
        float scale = 8f / 12f;
        float[] expected = {scale, scale, 6 * scale, 2 * scale, scale, scale};
        assertThat(embedding).containsExactly(expected, within(1e-6f));
    }

    @Test
    void namesTheFileThatIsMissingOrBroken() throws IOException {
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("vocab.json", "must exist");
        write("vocab.json", "{\"a\": 1");
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .hasMessageContainingAll("vocab.json", "must be JSON");
        write("vocab.json", "{\"a\": 1}");
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .hasMessageContainingAll("merges.txt", "must be readable text");
        write("merges.txt", "#version: 0.2\nab\n");
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .hasMessageContainingAll("merges.txt", "two symbols", "got ab");
        write("merges.txt", "#version: 0.2\na b</w>\n");
        assertThatThrownBy(() -> ClipTokenizer.read(folder))
                .hasMessageContainingAll("vocab.json", "<|startoftext|>");
    }

    private ClipTokenizer tokenizer() throws IOException {
        write("vocab.json", VOCABULARY);
        write("merges.txt", "#version: 0.2\na b</w>\n");
        return ClipTokenizer.read(folder);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
