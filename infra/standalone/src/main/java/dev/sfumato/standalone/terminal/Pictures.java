package dev.sfumato.standalone.terminal;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** Pictures as text that a terminal draws. */
public enum Pictures {
    /** The terminal shows no pictures. */
    NONE,
    /** Two pixels a character cell, in 24-bit colour. */
    HALF_BLOCKS,
    /** kitty's graphics protocol. */
    KITTY,
    /** iTerm2's inline images. */
    ITERM2,
    /** DEC's sixel graphics. */
    SIXEL;

    private static final int COLUMNS = 40;
    // Cells are taller nearly everywhere: the picture ends within its rows.
    private static final int SIXEL_SIDE = COLUMNS / 2 * 12;
    private static final List<String> SIXEL_TERMINALS =
            List.of("foot", "mlterm", "contour", "yaft");
    private static final int KITTY_CHUNK = 4096;
    private static final String ESCAPE = "\u001b";

    /** What the terminal that these environment variables describe can draw. */
    public static Pictures of(Map<String, String> environment, boolean terminal) {
        if (!terminal || "dumb".equals(environment.get("TERM"))) {
            return NONE;
        }
        String program = environment.getOrDefault("TERM_PROGRAM", "");
        if (environment.containsKey("KITTY_WINDOW_ID")
                || "xterm-kitty".equals(environment.get("TERM"))
                || program.equals("ghostty")) {
            return KITTY;
        }
        if (program.equals("iTerm.app") || program.equals("WezTerm")) {
            return ITERM2;
        }
        String term = environment.getOrDefault("TERM", "");
        if (term.contains("sixel") || SIXEL_TERMINALS.stream().anyMatch(term::startsWith)) {
            return SIXEL;
        }
        String colours = environment.getOrDefault("COLORTERM", "");
        return colours.equals("truecolor") || colours.equals("24bit") ? HALF_BLOCKS : NONE;
    }

    /** Rows of text that {@link #draw} takes. */
    public int rows() {
        return switch (this) {
            case NONE -> 0;
            case HALF_BLOCKS, KITTY, ITERM2, SIXEL -> COLUMNS / 2;
        };
    }

    /**
     * The text that draws a picture at the cursor and leaves the cursor below it.
     *
     * @param encoded a picture in any format the JDK reads
     * @throws IOException if it can't be read
     */
    public String draw(byte[] encoded) throws IOException {
        return switch (this) {
            case NONE -> "";
            case HALF_BLOCKS -> halfBlocks(scaled(encoded, COLUMNS));
            case KITTY -> kitty(png(encoded));
            case ITERM2 ->
                    "%s]1337;File=inline=1;height=%d:%s\u0007\n"
                            .formatted(ESCAPE, rows(), Base64.getEncoder().encodeToString(encoded));
            case SIXEL -> below(Sixel.of(scaled(encoded, SIXEL_SIDE)));
        };
    }

    /** Where terminals leave the cursor differs: it is put where it was, and then below. */
    private String below(String picture) {
        return "\n".repeat(rows())
                + "%1$s[%2$dA%1$s7%3$s%1$s8%1$s[%2$dB".formatted(ESCAPE, rows(), picture);
    }

    private static BufferedImage read(byte[] encoded) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
        if (image == null) {
            throw new IOException("the picture's format isn't known here");
        }
        return image;
    }

    private static BufferedImage scaled(byte[] encoded, int side) throws IOException {
        BufferedImage image = read(encoded);
        var scaled = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        int larger = Math.max(image.getWidth(), image.getHeight());
        int width = side * image.getWidth() / larger;
        int height = side * image.getHeight() / larger;
        graphics.drawImage(image, 0, (side - height) / 2, width, height, null);
        graphics.dispose();
        return scaled;
    }

    private static String halfBlocks(BufferedImage image) {
        var text = new StringBuilder();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x++) {
                text.append(colour(38, image.getRGB(x, y)))
                        .append(colour(48, image.getRGB(x, y + 1)))
                        .append('▀');
            }
            text.append(ESCAPE).append("[0m\n");
        }
        return text.toString();
    }

    private static String colour(int kind, int rgb) {
        int red = (rgb >> 16) & 0xff;
        int green = (rgb >> 8) & 0xff;
        return ESCAPE + "[" + kind + ";2;" + red + ";" + green + ";" + (rgb & 0xff) + "m";
    }

    private static byte[] png(byte[] encoded) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(read(encoded), "png", out);
        return out.toByteArray();
    }

    private String kitty(byte[] png) {
        String data = Base64.getEncoder().encodeToString(png);
        var text = new StringBuilder();
        for (int from = 0; from < data.length(); from += KITTY_CHUNK) {
            int to = Math.min(from + KITTY_CHUNK, data.length());
            String control = from == 0 ? "a=T,f=100,q=2,r=" + rows() + "," : "";
            text.append(ESCAPE)
                    .append("_G")
                    .append(control)
                    .append("m=")
                    .append(to == data.length() ? 0 : 1)
                    .append(';')
                    .append(data, from, to)
                    .append(ESCAPE)
                    .append('\\');
        }
        return text.append('\n').toString();
    }
}
