package dev.sfumato.standalone.terminal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;

/**
 * The live part of the screen: a picture and, below it, the progress line. Not thread-safe. On
 * something that isn't a terminal it prints nothing.
 */
public final class Display {
    private static final int BAR = 28;
    private static final String ESCAPE = "\u001b";

    private final PrintStream out;
    private final boolean terminal;
    private final Pictures pictures;
    private final long began = System.nanoTime();
    private @Nullable String picture;
    private String line = "";
    private int drawnRows;

    /**
     * A display that has drawn nothing yet.
     *
     * @param terminal whether {@code out} is one
     */
    public Display(PrintStream out, boolean terminal, Pictures pictures) {
        this.out = out;
        this.terminal = terminal;
        this.pictures = pictures;
    }

    /** Says what is being waited for, before the first step. */
    public void waiting(String label) {
        line = "%s  %.1f s".formatted(label, seconds());
        draw();
    }

    public void progress(int step, int steps) {
        line = ProgressBar.line("denoising", step, steps, BAR, seconds());
        draw();
    }

    /** Shows a picture; one that can't be read is skipped, since more will come. */
    public void picture(byte[] encoded) {
        if (pictures == Pictures.NONE) {
            return;
        }
        try {
            picture = pictures.draw(encoded);
            draw();
        } catch (IOException e) {
            picture = null;
        }
    }

    /** Ends the live part, leaving the last picture and a last line. */
    public void finish(String last) {
        line = last;
        draw();
        if (terminal) {
            out.println();
        }
    }

    public boolean isTerminal() {
        return terminal;
    }

    public double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private void draw() {
        if (!terminal) {
            return;
        }
        var text = new StringBuilder("\r");
        if (drawnRows > 0) {
            text.append(ESCAPE).append('[').append(drawnRows).append('A');
        }
        if (picture != null) {
            text.append(picture);
            drawnRows = pictures.rows();
        }
        text.append(ESCAPE).append("[2K").append(line);
        out.print(text);
        out.flush();
    }
}
