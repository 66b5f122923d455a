package dev.sfumato.diffusion.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

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
     * @param exif an Exif block; left out if empty or longer than a segment holds
     * @param comment put into a comment segment; left out if empty or longer than one holds
     * @param xmp put into an XMP segment; left out if empty or longer than one holds
     */
    static byte[] write(Pixels picture, int quality, byte[] exif, String comment, String xmp) {
        byte[] plain = encode(picture.rgb(), quality / 100f);
        var out = new ByteArrayOutputStream(plain.length + 1024);
        out.write(plain, 0, 2);
        int rest = 2;
        if ((plain[3] & 0xff) == 0xe0) {
            rest += 2 + ((plain[4] & 0xff) << 8 | (plain[5] & 0xff));
            out.write(plain, 2, rest - 2);
        }
        segment(out, APP1, "Exif\0\0", exif);
        segment(out, APP1, "http://ns.adobe.com/xap/1.0/\0", bytes(xmp));
        segment(out, COMMENT, "", bytes(comment));
        out.write(plain, rest, plain.length - rest);
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void segment(
            ByteArrayOutputStream out, int marker, String mark, byte[] content) {
        int length = mark.length() + content.length;
        if (content.length == 0 || length > MAX_SEGMENT) {
            return;
        }
        out.write(0xff);
        out.write(marker);
        out.write((length + 2) >> 8);
        out.write(length + 2);
        out.writeBytes(bytes(mark));
        out.writeBytes(content);
    }

    private static byte[] encode(Pixels rgb, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(quality);
        return EncodedFile.of(rgb, writer, how);
    }
}
