package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class WeightedTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "(word:1.3)      | word     | 1.3",
                "(word)          | word     | 1.1",
                "((word))        | word     | 1.21",
                "[word]          | word     | 0.9090909",
                "((word:1.5))    | word     | 1.65",
                "(word:0)        | word     | 0",
                "(word: .5 )     | word     | 0.5",
                "\\(word\\)      | (word)   | 1",
                "(a:b:2)         | a:b      | 2",
                "(word:high)     | word:high| 1.1",
                "(word:99)       | word:99  | 1.1",
                "(word           | (word    | 1",
                "word)           | word)    | 1",
            })
    void readsOneWeight(String prompt, String text, double weight) {
        // When
        List<WeightedText> parts = WeightedText.parse(prompt.strip());
        // Then
        assertThat(parts).hasSize(1);
        assertThat(parts.getFirst().text()).isEqualTo(text);
        assertThat(parts.getFirst().weight()).isCloseTo(weight, within(1e-6));
    }

    @Test
    void keepsTheOrderOfParts() {
        // When
        List<WeightedText> parts = WeightedText.parse("a (red:1.2) house, [blurry (sky:2)]");
        // Then
        assertThat(parts)
                .extracting(WeightedText::text)
                .containsExactly("a ", "red", " house, ", "blurry ", "sky");
        assertThat(parts.getLast().weight()).isCloseTo(2 / 1.1, within(1e-9));
    }

    @Property(tries = 1000)
    void losesNoWordWhateverTheSigns(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({'(', ')', '[', ']', '\\', ':', '.', ' '})
                    @CharRange(from = 'a', to = 'c')
                    String prompt) {
        // When
        String plain = WeightedText.plain(prompt);
        // Then
        assertThat(plain.replaceAll("[^abc]", "")).isEqualTo(prompt.replaceAll("[^abc]", ""));
    }
}
