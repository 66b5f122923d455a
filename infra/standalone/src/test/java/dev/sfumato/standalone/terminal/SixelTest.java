package dev.sfumato.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import javax.imageio.ImageIO;

final class SixelTest {
    private static final int RED = 5 * 36;
    private static final int BLUE = 5;

    @Test
    void drawsEachColourOfABandOnce() {
        // Given
        var image = new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 5; x++) {
                image.setRGB(x, y, x == 0 ? 0xff0000 : 0x0000ff);
            }
        }
        // When
        String text = Sixel.of(image);
        // Then
        String band = "#" + BLUE + "?!4~$#" + RED + "~!4?$-";
        String last = "#" + BLUE + "?!4@$#" + RED + "@!4?$-";
        assertThat(text)
                .startsWith("\u001bPq\"1;1;5;7#0;2;0;0;0")
                .endsWith(band + last + "\u001b\\");
        assertThat(text).contains("#" + RED + ";2;100;0;0").contains("#" + BLUE + ";2;0;0;100");
    }

    @Test
    void leavesTheCursorBelow() throws IOException {
        // Given
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
        // When
        String text = Pictures.SIXEL.draw(png.toByteArray());
        // Then
        int rows = Pictures.SIXEL.rows();
        assertThat(text).startsWith("\n".repeat(rows)).contains("\u001b7").contains("\u001b8");
        assertThat(text).endsWith("\u001b[" + rows + "B");
    }

    @ParameterizedTest
    @CsvSource({
        "TERM,foot,SIXEL",
        "TERM,mlterm,SIXEL",
        "TERM,xterm-sixel,SIXEL",
        "TERM,xterm-kitty,KITTY",
        "TERM_PROGRAM,WezTerm,ITERM2",
        "COLORTERM,truecolor,HALF_BLOCKS",
        "TERM,dumb,NONE",
        "TERM,xterm,NONE"
    })
    void choosesWhatTheTerminalCan(String name, String value, Pictures expected) {
        // Given
        Map<String, String> environment = new HashMap<>(Map.of(name, value));
        // When, Then
        assertThat(Pictures.of(environment, true)).isEqualTo(expected);
        assertThat(Pictures.of(environment, false)).isEqualTo(Pictures.NONE);
    }
}
