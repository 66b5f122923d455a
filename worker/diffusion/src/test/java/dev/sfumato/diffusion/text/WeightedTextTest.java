package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotBlank;
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
                "[(word)]        | word     | 1",
                "((word:1.5))    | word     | 1.65",
                "(word:0)        | word     | 0",
                "(word:-1)       | word     | -1",
                "(word: .5 )     | word     | 0.5",
                "\\(word\\)      | (word)   | 1",
                "(\\[word\\)\\\\)| [word)\\ | 1.1",
                "a\\b            | a\\b     | 1",
                "(a:b:2)         | a:b      | 2",
                "(word:high)     | word:high| 1.1",
                "(word:1.2.3)    | word:1.2.3 | 1.1",
                "word:1.3)       | word:1.3)| 1",
                "(word:9999)     | word     | 100",
                "(word           | word     | 1.1",
                "[word           | word     | 0.9090909",
                "word)           | word)    | 1",
                "word]           | word]    | 1",
                "aBREAKb BREAKS  | aBREAKb BREAKS | 1",
            })
    void readsOneWeight(String prompt, String text, double weight) {
        // When
        List<List<WeightedText>> sections = WeightedText.sections(prompt.strip());
        // Then
        assertThat(sections).hasSize(1);
        assertThat(sections.getFirst()).hasSize(1);
        assertThat(sections.getFirst().getFirst().text()).isEqualTo(text);
        assertThat(sections.getFirst().getFirst().weight()).isCloseTo(weight, within(1e-6));
    }

    @Test
    void keepsTheOrderOfParts() {
        // When
        List<WeightedText> parts =
                WeightedText.sections("a (red:1.2) house, [blurry (sky:2)] (unclosed end")
                        .getFirst();
        // Then
        assertThat(parts)
                .extracting(WeightedText::text)
                .containsExactly("a ", "red", " house, ", "blurry ", "sky", " ", "unclosed end");
        assertThat(parts.get(4).weight()).isCloseTo(2 / 1.1, within(1e-9));
        assertThat(parts.get(6).weight()).isCloseTo(1.1, within(1e-9));
    }

    @Test
    void bracketsOfOneKindDontCloseTheOther() {
        // When
        List<WeightedText> parts = WeightedText.sections("(a [b) c]").getFirst();
        // Then
        assertThat(parts).extracting(WeightedText::text).containsExactly("a ", "b", " c");
        assertThat(parts.get(0).weight()).isCloseTo(1.1, within(1e-9));
        assertThat(parts.get(1).weight()).isCloseTo(1, within(1e-9));
        assertThat(parts.get(2).weight()).isCloseTo(1 / 1.1, within(1e-9));
    }

    @Test
    void breaksIntoSections() {
        // When
        List<List<WeightedText>> sections = WeightedText.sections("(a BREAK b:1.5) BREAK BREAK c");
        // Then
        assertThat(sections).hasSize(4);
        assertThat(sections.get(0)).containsExactly(new WeightedText("a ", 1.5));
        assertThat(sections.get(1))
                .containsExactly(new WeightedText(" b", 1.5), new WeightedText(" ", 1));
        assertThat(sections.get(2)).containsExactly(new WeightedText(" ", 1));
        assertThat(sections.get(3)).containsExactly(new WeightedText(" c", 1));
        assertThat(WeightedText.sections("")).containsExactly(List.of());
    }

    @Property(tries = 1000)
    void losesNoWordWhateverTheSigns(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({'(', ')', '[', ']', '\\', ':', '.', ' '})
                    @CharRange(from = 'a', to = 'c')
                    String prompt) {
        // When
        String plain = plain(prompt);
        // Then
        assertThat(plain.replaceAll("[^abc]", "")).isEqualTo(prompt.replaceAll("[^abc]", ""));
    }

    @Property(tries = 1000)
    void readsAnyText(@ForAll @StringLength(max = 200) String prompt) {
        // When
        List<List<WeightedText>> sections = WeightedText.sections(prompt);
        // Then
        assertThat(sections).isNotEmpty();
        assertThat(sections)
                .allSatisfy(
                        section ->
                                assertThat(section)
                                        .allSatisfy(
                                                part ->
                                                        assertThat(part.weight())
                                                                .isBetween(-100.0, 100.0)));
    }

    @Property(tries = 500)
    void leavesATextWithoutSignsAlone(
            @ForAll
                    @StringLength(min = 1, max = 60)
                    @NotBlank
                    @CharRange(from = ' ', to = '\'')
                    @CharRange(from = '*', to = 'A')
                    @CharRange(from = 'C', to = 'Z')
                    @CharRange(from = '^', to = '\u0fff')
                    String prompt) {
        assertThat(WeightedText.sections(prompt))
                .containsExactly(List.of(new WeightedText(prompt, 1)));
    }

    @Test
    void readsTenThousandBracketsAtOnce() {
        // Given
        String prompt = "(".repeat(5_000) + "a" + ":".repeat(2_000) + "]".repeat(3_000);
        // When
        List<List<WeightedText>> sections = WeightedText.sections(prompt);
        // Then
        assertThat(sections.getFirst().getFirst().weight()).isEqualTo(100);
    }

    private static String plain(String prompt) {
        var text = new StringBuilder();
        for (List<WeightedText> section : WeightedText.sections(prompt)) {
            section.forEach(part -> text.append(part.text()));
        }
        return text.toString();
    }
}
