package dev.sfumato.diffusion.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes baseline JPEG with the JDK's encoder, and texts as segments behind its start. */
final class JpegWriter {
    private static final int COMMENT = 0xfe;
    private static final int APP1 = 0xe1;
    private static final int MAX_SEGMENT = 65_533;

    private JpegWriter() {}

    /**
     * A whole file.
     *
     * @param quality 1 to 100
     * @param comment put into a comment segment; left out if empty or longer than one holds
     * @param xmp put into an XMP segment; left out if empty or longer than one holds
     */
    static byte[] write(Pixels picture, int quality, String comment, String xmp) {
        byte[] plain = encode(picture.rgb(), quality / 100f);
        var out = new ByteArrayOutputStream(plain.length + comment.length() + xmp.length() + 64);
        out.write(plain, 0, 2);
        int rest = 2;
        if ((plain[3] & 0xff) == 0xe0) {
            rest += 2 + ((plain[4] & 0xff) << 8 | (plain[5] & 0xff));
            out.write(plain, 2, rest - 2);
        }
        segment(out, APP1, xmp.isEmpty() ? "" : "http://ns.adobe.com/xap/1.0/\0" + xmp);
        segment(out, COMMENT, comment);
        out.write(plain, rest, plain.length - rest);
        return out.toByteArray();
    }

    private static void segment(ByteArrayOutputStream out, int marker, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        if (data.length == 0 || data.length > MAX_SEGMENT) {
            return;
        }
        out.write(0xff);
        out.write(marker);
        out.write((data.length + 2) >> 8);
        out.write(data.length + 2);
        out.writeBytes(data);
    }

    private static byte[] encode(Pixels rgb, float quality) {
        var image = new BufferedImage(rgb.width(), rgb.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < rgb.height(); y++) {
            for (int x = 0; x < rgb.width(); x++) {
                image.setRGB(x, y, rgb.at(x, y, 0) << 16 | rgb.at(x, y, 1) << 8 | rgb.at(x, y, 2));
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
