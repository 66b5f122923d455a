package dev.sfumato.standalone.terminal;

import java.awt.image.BufferedImage;

/**
 * DEC's sixel graphics: bands of six pixel rows, each drawn once per colour. Colours are those of a
 * cube with six levels of red, green and blue.
 */
final class Sixel {
    private static final int LEVELS = 6;
    private static final int BAND = 6;
    private static final int COLOURS = LEVELS * LEVELS * LEVELS;
    private static final String BEGIN = "\u001bPq";
    private static final String END = "\u001b\\";

    private Sixel() {}

    /** The whole sequence that draws an opaque picture at the cursor. */
    static String of(BufferedImage image) {
        var text = new StringBuilder(BEGIN);
        text.append("\"1;1;").append(image.getWidth()).append(';').append(image.getHeight());
        for (int colour = 0; colour < COLOURS; colour++) {
            palette(colour, text);
        }
        for (int top = 0; top < image.getHeight(); top += BAND) {
            band(image, top, text);
        }
        return text.append(END).toString();
    }

    private static void palette(int colour, StringBuilder text) {
        text.append('#').append(colour).append(";2;").append(percent(colour / (LEVELS * LEVELS)));
        text.append(';').append(percent(colour / LEVELS % LEVELS));
        text.append(';').append(percent(colour % LEVELS));
    }

    private static int percent(int level) {
        return level * 100 / (LEVELS - 1);
    }

    private static void band(BufferedImage image, int top, StringBuilder text) {
        int width = image.getWidth();
        var columns = new byte[COLOURS][];
        for (int y = top; y < Math.min(top + BAND, image.getHeight()); y++) {
            for (int x = 0; x < width; x++) {
                int colour = nearest(image.getRGB(x, y));
                if (columns[colour] == null) {
                    columns[colour] = new byte[width];
                }
                columns[colour][x] |= (byte) (1 << (y - top));
            }
        }
        for (int colour = 0; colour < COLOURS; colour++) {
            if (columns[colour] != null) {
                text.append('#').append(colour);
                runs(columns[colour], text);
                text.append('$');
            }
        }
        text.append('-');
    }

    /** Equal neighbours are written once, with their number. */
    private static void runs(byte[] columns, StringBuilder text) {
        int from = 0;
        for (int x = 1; x <= columns.length; x++) {
            if (x == columns.length || columns[x] != columns[from]) {
                char sixel = (char) ('?' + columns[from]);
                if (x - from > 3) {
                    text.append('!').append(x - from).append(sixel);
                } else {
                    text.repeat(sixel, x - from);
                }
                from = x;
            }
        }
    }

    private static int nearest(int rgb) {
        return level(rgb >> 16) * LEVELS * LEVELS + level(rgb >> 8) * LEVELS + level(rgb);
    }

    private static int level(int channel) {
        return ((channel & 0xff) * (LEVELS - 1) + 127) / 255;
    }
}
