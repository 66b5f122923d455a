package dev.sfumato.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sfumato.diffusion.Golden;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

class TokenChunkTest {

    private static final ClipTokenizer TOKENIZER =
            ClipTokenizer.read(Golden.model("sd15").resolve("tokenizer"));
    private static final int ROOM = TOKENIZER.length() - 2;

    @Test
    void givesEachTokenItsWeight() {
        // When
        TokenChunk chunk = TokenChunk.weighted(TOKENIZER, "a (b:1.5) c").getFirst();
        // Then
        assertThat(chunk.ids()).isEqualTo(TOKENIZER.sequence("a b c"));
        assertThat(Arrays.copyOf(chunk.weights(), 5)).containsExactly(1f, 1f, 1.5f, 1f, 1f);
        assertThat(chunk.isWeighted()).isTrue();
    }

    @Test
    void goesOnInTheNextWindow() {
        // When
        List<TokenChunk> chunks = TokenChunk.weighted(TOKENIZER, "a ".repeat(ROOM) + "(b:0.5) c");
        // Then
        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(0).ids()).isEqualTo(TOKENIZER.sequence("a ".repeat(ROOM)));
        assertThat(chunks.get(0).isWeighted()).isFalse();
        assertThat(chunks.get(1).ids()).isEqualTo(TOKENIZER.sequence("b c"));
        assertThat(Arrays.copyOf(chunks.get(1).weights(), 3)).containsExactly(1f, 0.5f, 1f);
    }

    @Test
    void cutsAtACommaThatIsNear() {
        // Given
        String head = "a ".repeat(ROOM - 6) + ", ";
        // When
        List<TokenChunk> chunks = TokenChunk.weighted(TOKENIZER, head + "(b b b b b b b:2)");
        // Then
        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(0).ids()).isEqualTo(TOKENIZER.sequence(head));
        assertThat(chunks.get(1).ids()).isEqualTo(TOKENIZER.sequence("b b b b b b b"));
        assertThat(chunks.get(1).weights()[7]).isEqualTo(2);
    }

    @Test
    void cutsAnywhereWhenTheCommaIsFar() {
        // Given
        String far = "a , " + "b ".repeat(ROOM);
        // When
        List<TokenChunk> chunks = TokenChunk.weighted(TOKENIZER, far);
        // Then
        assertThat(chunks.get(0).ids()[ROOM]).isEqualTo(TOKENIZER.words("b")[0]);
        assertThat(chunks.get(1).ids()).isEqualTo(TOKENIZER.sequence("b b"));
    }

    @Test
    void beginsAWindowAtABreak() {
        // When
        List<TokenChunk> chunks = TokenChunk.weighted(TOKENIZER, "a BREAK b");
        // Then
        assertThat(chunks)
                .extracting(TokenChunk::ids)
                .containsExactly(TOKENIZER.sequence("a"), TOKENIZER.sequence("b"));
        assertThat(TokenChunk.weighted(TOKENIZER, ""))
                .singleElement()
                .extracting(TokenChunk::ids)
                .isEqualTo(TOKENIZER.sequence(""));
    }

    @Property(tries = 300)
    void isThePlainSequenceWhereNothingIsWeighted(
            @ForAll
                    @StringLength(max = 30)
                    @CharRange(from = 'a', to = 'z')
                    @Chars({' ', ',', ':', '!', 'é', '\u4e16'})
                    String text) {
        // Given
        String cut = TOKENIZER.words(text).length <= ROOM ? text : "";
        // When
        List<TokenChunk> chunks = TokenChunk.weighted(TOKENIZER, cut);
        // Then
        assertThat(chunks).hasSize(1);
        assertThat(chunks.getFirst().ids()).isEqualTo(TOKENIZER.sequence(cut));
        assertThat(chunks.getFirst().isWeighted()).isFalse();
    }

    @Property(tries = 300)
    void cutsAnyText(@ForAll @StringLength(max = 400) String text) {
        for (TokenChunk chunk : TokenChunk.weighted(TOKENIZER, text)) {
            assertThat(chunk.ids()).hasSize(TOKENIZER.length()).startsWith(TOKENIZER.start());
        }
    }

    @Test
    void weighsEmbeddingsAndKeepsTheirMean() {
        // Given
        TokenChunk chunk = TokenChunk.weighted(TOKENIZER, "(a:2)").getFirst();
        var embedding = new float[TOKENIZER.length() * 2];
        Arrays.fill(embedding, 1);
        embedding[2] = 3;
        double sum = embedding.length + 2;
        // When
        chunk.weigh(embedding, 2);
        // Then
        double scale = sum / (sum + 4);
        assertThat(embedding[0]).isCloseTo((float) scale, within(1e-6f));
        assertThat(embedding[2]).isCloseTo((float) (6 * scale), within(1e-6f));
        assertThat(embedding[3]).isCloseTo((float) (2 * scale), within(1e-6f));
        assertThatThrownBy(() -> chunk.weigh(new float[3], 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesAnUnweightedEmbeddingAsItIs() {
        // Given
        var embedding = new float[TOKENIZER.length()];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = 0.1f * i;
        }
        float[] before = embedding.clone();
        // When
        TokenChunk.weighted(TOKENIZER, "a b").getFirst().weigh(embedding, 1);
        // Then
        assertThat(embedding).isEqualTo(before);
    }
}
