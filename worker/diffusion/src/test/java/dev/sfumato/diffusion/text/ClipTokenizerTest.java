package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
    void padsWithTheEndUnlessTheFilesNameAnother() throws IOException {
        // Given
        write("tokenizer_config.json", "{\"model_max_length\": 5}");
        // Then
        assertThat(tokenizer().pad()).isEqualTo(8);
        assertThat(tokenizer().sequence("c")).containsExactly(7, 2, 8, 8, 8);
    }

    @Test
    void takesThePadThatAConfigurationWithItsTokensNames() throws IOException {
        // Given
        write("special_tokens_map.json", "{\"pad_token\": \"<|endoftext|>\"}");
        write(
                "tokenizer_config.json",
                """
                {"pad_token": {"content": "!"}, "model_max_length": 5,
                 "added_tokens_decoder": {"0": {"content": "!"}}}
                """);
        // Then
        assertThat(tokenizer().sequence("c")).containsExactly(7, 2, 8, 0, 0);
        assertThat(TokenChunk.weighted(tokenizer(), "(c:2)").getFirst().ids())
                .containsExactly(7, 2, 8, 0, 0);
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
