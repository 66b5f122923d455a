package dev.sfumato.diffusion.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;

import dev.sfumato.diffusion.pipeline.DiffusionException;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads PNG, JPEG and WebP into 8-bit pixels, turned upright, outline and size checked before
 * anything is decoded. Colours are taken as they are stored: no colour profile is applied.
 */
final class PixelReader {
    private static final long MAX_PIXELS = 64L << 20;
    private static final int CMYK = 4;

    private PixelReader() {}

    /** The picture in {@code file}; {@code field} names it in an error. */
    static Pixels read(String field, byte[] file) {
        PictureFile outline = outline(field, file);
        ImageReader reader = reader(field, outline.format());
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            checkSize(field, reader);
            return Orientation.upright(pixels(reader.read(0)), outline.orientation());
        } catch (IOException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | NegativeArraySizeException e) {
            throw damaged(field);
        } finally {
            reader.dispose();
        }
    }

    private static PictureFile outline(String field, byte[] file) {
        PictureFile outline = PictureFile.of(file);
        if (outline == null) {
            throw DiffusionException.invalid(
                    field,
                    "must be a PNG, JPEG or WebP file",
                    file.length + " bytes of another kind");
        }
        if (outline.isAnimated()) {
            throw DiffusionException.invalid(field, "must be a still picture", "an animated one");
        }
        if (!outline.isWhole()) {
            throw damaged(field);
        }
        if (outline.components() == CMYK) {
            throw DiffusionException.invalid(field, "must be RGB or grey", "CMYK");
        }
        return outline;
    }

    private static DiffusionException damaged(String field) {
        return DiffusionException.invalid(field, "must be a whole picture file", "a damaged one");
    }

    private static ImageReader reader(String field, PictureFile.Format format) {
        return switch (format) {
            case PNG -> ImageIO.getImageReadersByFormatName("png").next();
            case JPEG -> ImageIO.getImageReadersByFormatName("jpeg").next();
            case WEBP -> {
                String missing = WebpWriter.missing();
                if (missing != null) {
                    throw DiffusionException.invalid(
                            field, "must be PNG or JPEG on this machine", "WebP; " + missing);
                }
                yield new WebPImageReaderSpi().createReaderInstance(null);
            }
        };
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
                        && raster.getTransferType() <= DataBuffer.TYPE_USHORT
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
        return bits >= 8 ? value >> (bits - 8) : value * 255 / ((1 << bits) - 1);
    }
}
