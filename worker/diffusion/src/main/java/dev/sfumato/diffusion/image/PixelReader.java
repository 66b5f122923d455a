package dev.sfumato.diffusion.image;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads PNG, JPEG and the JDK's other formats into 8-bit pixels, sizes checked before anything is
 * decoded.
 */
final class PixelReader {
    private static final long MAX_PIXELS = 64L << 20;

    private PixelReader() {}

    /** The picture in {@code file}; {@code field} names it in an error. */
    static Pixels read(String field, byte[] file) {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw DiffusionException.invalid(
                        field,
                        "must be a PNG or JPEG file",
                        file.length + " bytes of another kind");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                checkSize(field, reader);
                return pixels(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | NegativeArraySizeException e) {
            throw DiffusionException.invalid(
                    field, "must be a whole picture file", "a damaged one");
        }
    }

    private static void checkSize(String field, ImageReader reader) throws IOException {
        long size = (long) reader.getWidth(0) * reader.getHeight(0);
        if (size < 1 || size > MAX_PIXELS) {
            throw DiffusionException.invalid(
                    field,
                    "must have at most " + MAX_PIXELS + " pixels",
                    reader.getWidth(0) + " x " + reader.getHeight(0));
        }
    }

    /** Stored samples, unconverted: the JDK would take grey as linear light. */
    private static Pixels pixels(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        Raster raster = image.getRaster();
        boolean direct =
                !(colors instanceof IndexColorModel)
                        && raster.getTransferType() <= java.awt.image.DataBuffer.TYPE_USHORT
                        && raster.getNumBands() == colors.getNumComponents();
        int channels = direct && raster.getNumBands() <= 2 ? 1 : colors.hasAlpha() ? 4 : 3;
        Pixels out = Pixels.blank(image.getWidth(), image.getHeight(), channels);
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int argb = direct ? 0 : image.getRGB(x, y);
                for (int c = 0; c < channels; c++) {
                    out.bytes()[at++] =
                            (byte)
                                    (direct
                                            ? sample(raster, x, y, c)
                                            : argb >> (c == 3 ? 24 : 16 - 8 * c));
                }
            }
        }
        return out;
    }

    private static int sample(Raster raster, int x, int y, int band) {
        int bits = raster.getSampleModel().getSampleSize(band);
        int value = raster.getSample(x, y, band);
        return bits == 8 ? value : value * 255 / ((1 << bits) - 1);
    }
}
