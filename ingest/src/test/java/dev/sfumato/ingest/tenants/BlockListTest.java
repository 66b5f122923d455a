package dev.sfumato.ingest.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class BlockListTest {
    private final BlockList list = new BlockList(List.of("dragon", "Red Straße", "кот"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a dragon",
                "DRAGON!",
                "the-dragon's nest",
                "\uff44\uff52\uff41\uff47\uff4f\uff4e", // full width
                "\ud835\udc1d\ud835\udc2b\ud835\udc1a\ud835\udc20\ud835\udc28\ud835\udc27", // bold
                "dr\u0430g\u043en", // Cyrillic a and o
                "d\u03c1agon dragon", // a Greek rho beside the plain word
                "dr\u00e1g\u00f6n", // accents
                "dra\u200bg\u00ado\u2060n", // no width
                "dra\u0336g\u0336on", // struck through
                "red   STRASSE",
                "red, stra\u00dfe",
                "\u041a\u041e\u0422", // the Cyrillic word itself
                "a kot" // and as it looks
            })
    void catchesATermHoweverItIsWritten(String prompt) {
        assertThat(list.blocks(prompt)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dragonfly over a pond",
                "snapdragons",
                "strasse red",
                "red fox",
                "\u200b"
            })
    void letsOthersPass(String prompt) {
        assertThat(list.blocks(prompt)).isFalse();
    }

    @Test
    void blocksNothingWhenItIsEmpty() {
        assertThat(BlockList.EMPTY.blocks("dragon")).isFalse();
    }

    @Test
    void readsAnyTextThereIs() {
        // Given: halves of pairs, controls, and what was never assigned
        var text = new StringBuilder();
        for (int point = 0; point <= 0x1ffff; point += 7) {
            text.appendCodePoint(point);
        }
        text.append('\ud800').append(" dragon ").append('\udc00');
        // Then
        assertThat(list.blocks(text.toString())).isTrue();
    }
}
