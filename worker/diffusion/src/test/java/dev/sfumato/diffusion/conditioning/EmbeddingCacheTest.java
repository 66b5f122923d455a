package dev.sfumato.diffusion.conditioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sfumato.diffusion.pipeline.Tensor;

import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {

    private static Prompt prompt(String text) {
        return new Prompt(text, PromptSyntax.PLAIN, 0);
    }

    private static Embedding embedding(int tokens) {
        return new Embedding(Tensor.zeros(tokens, 4), null);
    }

    @Test
    void forgetsWhatWasLongestNotAskedFor() {
        // Given
        var cache = new EmbeddingCache(20);
        cache.put(prompt("a"), embedding(2));
        cache.put(prompt("b"), embedding(2));
        cache.get(prompt("a"));
        // When
        cache.put(prompt("c"), embedding(2));
        // Then
        assertThat(cache.get(prompt("a"))).isNotNull();
        assertThat(cache.get(prompt("b"))).isNull();
        assertThat(cache.get(prompt("c"))).isNotNull();
    }

    @Test
    void holdsNoMoreThanItsRoom() {
        // Given
        var cache = new EmbeddingCache(20);
        cache.put(prompt("a"), embedding(2));
        // When
        cache.put(prompt("a"), embedding(3));
        cache.put(prompt("b"), embedding(2));
        // Then
        assertThat(cache.count()).isEqualTo(2);
        cache.put(prompt("too large"), embedding(6));
        assertThat(cache.count()).isZero();
        cache.put(prompt("c"), embedding(5));
        assertThat(cache.get(prompt("c"))).isNotNull();
    }

    @Test
    void tellsPromptsApartByAllThatChangesThem() {
        // Given
        var cache = new EmbeddingCache(1_000);
        cache.put(prompt("a"), embedding(1));
        // Then
        assertThat(cache.get(new Prompt("a", PromptSyntax.WEIGHTED, 0))).isNull();
        assertThat(cache.get(new Prompt("a", PromptSyntax.PLAIN, 1))).isNull();
        assertThat(cache.get(prompt("b"))).isNull();
    }
}
