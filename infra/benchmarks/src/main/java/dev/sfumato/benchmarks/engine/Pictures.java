package dev.sfumato.benchmarks.engine;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;

/** Pictures as bytes, to be compared. */
final class Pictures {
    private Pictures() {}

    /** Red, green and blue of each pixel of a PNG file, row by row. */
    static byte[] rgb(byte[] png) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
            if (picture == null) {
                throw new IllegalArgumentException("must be a PNG file");
            }
            int width = picture.getWidth();
            var rgb = new byte[3 * width * picture.getHeight()];
            for (int i = 0; i < rgb.length / 3; i++) {
                int pixel = picture.getRGB(i % width, i / width);
                rgb[3 * i] = (byte) (pixel >> 16);
                rgb[3 * i + 1] = (byte) (pixel >> 8);
                rgb[3 * i + 2] = (byte) pixel;
            }
            return rgb;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest difference of two pictures, in levels of 255; 256 if their sizes differ. */
    static int difference(byte[] one, byte[] other) {
        if (one.length != other.length) {
            return 256;
        }
        int most = 0;
        for (int i = 0; i < one.length; i++) {
            most = Math.max(most, Math.abs((one[i] & 0xFF) - (other[i] & 0xFF)));
        }
        return most;
    }
}
