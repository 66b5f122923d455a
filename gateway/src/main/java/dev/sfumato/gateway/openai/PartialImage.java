package dev.sfumato.gateway.openai;

import dev.sfumato.gateway.replay.PreviewImage;

import org.jspecify.annotations.Nullable;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;

import javax.imageio.ImageIO;

/**
 * A preview in the format that a client asked for.
 *
 * @param base64 the picture's bytes
 * @param format what they are: as asked for, or as they came where they can't be turned into that
 */
record PartialImage(String base64, String format) {
    /** Encodes a preview anew, unless it has the wanted format already. Blocks; any thread. */
    static PartialImage of(PreviewImage preview, String wanted) {
        String own = preview.mediaType().replace("image/", "");
        if (!own.equals(wanted)) {
            byte[] encoded = encoded(preview.bytes(), wanted);
            if (encoded != null) {
                return new PartialImage(Base64.getEncoder().encodeToString(encoded), wanted);
            }
        }
        return new PartialImage(preview.base64(), own);
    }

    private static byte @Nullable [] encoded(byte[] picture, String format) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
            var out = new ByteArrayOutputStream();
            boolean written = image != null && ImageIO.write(opaque(image), format, out);
            return written ? out.toByteArray() : null;
        } catch (IOException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** JPEG has no transparency. */
    private static BufferedImage opaque(BufferedImage image) {
        var rgb =
                new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = rgb.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return rgb;
    }
}
