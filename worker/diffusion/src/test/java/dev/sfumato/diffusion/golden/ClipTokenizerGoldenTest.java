package dev.sfumato.diffusion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.Golden;
import dev.sfumato.diffusion.text.ClipTokenizer;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

@Tag("golden")
class ClipTokenizerGoldenTest {

    private static final List<String> CONFIGS =
            List.of("tokenizer_config.json", "special_tokens_map.json");

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> readsOneFile() {
        return texts(unpacked("one", List.of("tokenizer.json")));
    }

    @TestFactory
    Stream<DynamicTest> readsVocabularyAndMerges() {
        return texts(unpacked("two", List.of("vocab.json", "merges.txt")));
    }

    @ParameterizedTest
    @CsvSource({
        "sd15/tokenizer, <|endoftext|>",
        "sd21/tokenizer, !",
        "sdxl/tokenizer, <|endoftext|>",
        "sdxl/tokenizer_2, !"
    })
    void padsAsTheFamilyDoes(String place, String pad) {
        // Given
        ClipTokenizer tokenizer = ClipTokenizer.read(Golden.model(place));
        int id = pad.equals("!") ? 0 : tokenizer.end();
        // When
        int[] sequence = tokenizer.sequence("a fox");
        // Then
        assertThat(tokenizer.pad()).isEqualTo(id);
        int end = tokenizer.encode("a fox").length;
        assertThat(sequence[end - 1]).isEqualTo(tokenizer.end());
        assertThat(Arrays.stream(sequence, end, 77)).containsOnly(id);
    }

    private Path unpacked(String name, List<String> files) {
        try {
            Path to = Files.createDirectories(folder.resolve(name));
            for (String file : Stream.concat(files.stream(), CONFIGS.stream()).toList()) {
                Path from = GoldenFiles.find("clip_tokenizer/tokenizer/" + file);
                if (Files.exists(from)) {
                    boolean zipped = from.toString().endsWith(".gz");
                    try (InputStream raw = Files.newInputStream(from);
                            InputStream in = zipped ? new GZIPInputStream(raw) : raw) {
                        Files.copy(in, to.resolve(file));
                    }
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<DynamicTest> texts(Path folder) {
        ClipTokenizer tokenizer = ClipTokenizer.read(folder);
        return GoldenFiles.tests(
                "clip_tokenizer",
                file -> {
                    assertThat(tokenizer.start()).isEqualTo(file.get("bos").integer());
                    assertThat(tokenizer.end()).isEqualTo(file.get("eos").integer());
                    assertThat(tokenizer.pad()).isEqualTo(file.get("pad").integer());
                    assertThat(tokenizer.length()).isEqualTo(file.get("max_length").integer());
                    file.get("texts").items().forEach(text -> check(tokenizer, text));
                });
    }

    private static void check(ClipTokenizer tokenizer, Json item) {
        String text = item.get("text").text();
        int[] full = tokenizer.encode(text);
        int[] padded = tokenizer.sequence(text);
        assertThat(full).as(text).isEqualTo(item.get("ids_full").integers());
        assertThat(padded).as(text).isEqualTo(item.get("input_ids").integers());
        int attended = Math.min(full.length, padded.length);
        assertThat(attended).as(text).isEqualTo(item.get("attention_mask_sum").integer());
        String decoded = tokenizer.decode(Arrays.copyOf(padded, attended));
        assertThat(decoded).as(text).isEqualTo(item.get("decoded").text());
    }
}
