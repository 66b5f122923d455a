package dev.sfumato.gateway.openai;

import dev.sfumato.platform.artifacts.ImageHeader;
import dev.sfumato.platform.artifacts.ImageLimits;
import dev.sfumato.platform.artifacts.ImageLimits.Verdict;

import org.jspecify.annotations.Nullable;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;

import javax.imageio.ImageIO;

/**
 * What an edit begins with, as {@code data:} URLs. There, what is transparent in the mask shall be
 * painted anew; here, what is white.
 *
 * @param mask null where the whole picture may change
 */
record EditInputs(String image, @Nullable String mask) {
    /**
     * Judges the files, and turns transparency into a mask. Blocks; any thread.
     *
     * @param mask null takes the picture's own transparency, if it has some
     * @throws ApiException naming the file that is wrong
     */
    static EditInputs of(byte @Nullable [] image, byte @Nullable [] mask) {
        if (image == null) {
            throw refused("image", "image must be a picture file");
        }
        ImageHeader header = judged("image", image);
        if (mask == null) {
            return new EditInputs(url(header, image), ownMask(image));
        }
        ImageHeader cover = judged("mask", mask);
        if (cover.width() != header.width() || cover.height() != header.height()) {
            throw refused(
                    "mask",
                    "mask must have the image's size, %d x %d, got %d x %d"
                            .formatted(
                                    header.width(),
                                    header.height(),
                                    cover.width(),
                                    cover.height()));
        }
        BufferedImage decoded = decoded(mask);
        if (decoded == null || !decoded.getColorModel().hasAlpha()) {
            throw refused(
                    "mask",
                    "mask must be a picture with an alpha channel, transparent where the image"
                            + " shall be edited");
        }
        return new EditInputs(url(header, image), white(decoded));
    }

    private static @Nullable String ownMask(byte[] image) {
        BufferedImage decoded = decoded(image);
        return decoded == null || !decoded.getColorModel().hasAlpha() || isOpaque(decoded)
                ? null
                : white(decoded);
    }

    private static boolean isOpaque(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) >>> 24 != 0xff) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Grey: 255 where the picture is transparent, 0 where it covers. */
    private static String white(BufferedImage image) {
        var grey =
                new BufferedImage(
                        image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                grey.getRaster().setSample(x, y, 0, 255 - (image.getRGB(x, y) >>> 24));
            }
        }
        var png = new ByteArrayOutputStream();
        try {
            ImageIO.write(grey, "png", png);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return url("image/png", png.toByteArray());
    }

    private static ImageHeader judged(String name, byte[] file) {
        return switch (ImageLimits.DEFAULT.judge(file)) {
            case Verdict.Accepted accepted -> accepted.header();
            case Verdict.Refused refused -> throw refused(name, name + " " + refused.rule());
        };
    }

    /** Null where it can't be decoded; the engine tells then what is wrong with it. */
    private static @Nullable BufferedImage decoded(byte[] file) {
        try {
            return ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    private static String url(ImageHeader header, byte[] file) {
        return url(header.format().mediaType(), file);
    }

    private static String url(String mediaType, byte[] file) {
        return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(file);
    }

    private static ApiException refused(String name, String message) {
        return new ApiException(ApiError.invalid(name, message));
    }
}
