package dev.sfumato.diffusion.image;

import com.luciad.imageio.webp.CompressionType;
import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWrapper;
import com.luciad.imageio.webp.WebPWriteParam;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes WebP with libwebp, and texts as chunks behind the image (RFC 9649). Equal pixels and texts
 * give equal bytes.
 */
final class WebpWriter {
    /** From here on nothing is lost. */
    static final int LOSSLESS = 100;

    private static final int HEADER = 12;
    private static final int EXIF_FLAG = 8;
    private static final int XMP_FLAG = 4;

    private WebpWriter() {}

    /** Loads the native library once. */
    private static final class Library {
        static final @Nullable String MISSING = load();

        private static @Nullable String load() {
            try {
                WebPWrapper.loadNativeLibrary();
                return null;
            } catch (LinkageError | RuntimeException e) {
                return "its library doesn't load: " + e.getMessage();
            }
        }
    }

    /** Why WebP can be neither written nor read here; null if it can. */
    static @Nullable String missing() {
        return Library.MISSING;
    }

    /**
     * A whole file.
     *
     * @param quality 1 to 100; 100 is lossless
     * @param effort 0 (fast) to 6 (small)
     * @param exif an Exif block; left out if empty
     * @param xmp left out if empty
     */
    static byte[] write(Pixels picture, int quality, int effort, byte[] exif, String xmp) {
        byte[] plain = encode(picture.rgb(), quality, effort);
        if (exif.length == 0 && xmp.isEmpty()) {
            return plain;
        }
        byte[] packet = xmp.getBytes(StandardCharsets.UTF_8);
        var chunks = new ByteArrayOutputStream(plain.length + exif.length + packet.length + 64);
        chunk(chunks, "VP8X", header(picture, exif.length > 0, packet.length > 0));
        chunks.write(plain, HEADER, plain.length - HEADER);
        chunk(chunks, "EXIF", exif);
        chunk(chunks, "XMP ", packet);
        var file = new ByteArrayOutputStream(HEADER + chunks.size());
        file.writeBytes(ascii("RIFF"));
        file.writeBytes(little(4).putInt(4 + chunks.size()).array());
        file.writeBytes(ascii("WEBP"));
        file.writeBytes(chunks.toByteArray());
        return file.toByteArray();
    }

    private static byte[] header(Pixels picture, boolean exif, boolean xmp) {
        int width = picture.width() - 1;
        int height = picture.height() - 1;
        return little(10)
                .putInt((exif ? EXIF_FLAG : 0) | (xmp ? XMP_FLAG : 0))
                .putShort((short) width)
                .put((byte) (width >> 16))
                .putShort((short) height)
                .put((byte) (height >> 16))
                .array();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        if (data.length > 0) {
            out.writeBytes(ascii(type));
            out.writeBytes(little(4).putInt(data.length).array());
            out.writeBytes(data);
            out.writeBytes(new byte[data.length % 2]);
        }
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String type) {
        return type.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] encode(Pixels rgb, int quality, int effort) {
        var how = new WebPWriteParam(Locale.ROOT);
        how.setCompressionType(
                quality >= LOSSLESS ? CompressionType.Lossless : CompressionType.Lossy);
        how.setCompressionQuality(quality / 100f);
        how.setMethod(effort);
        return EncodedFile.of(rgb, new WebPImageWriterSpi().createWriterInstance(null), how);
    }
}
