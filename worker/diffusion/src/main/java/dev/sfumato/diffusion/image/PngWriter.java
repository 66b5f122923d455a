package dev.sfumato.diffusion.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes 8-bit PNG (ISO/IEC 15948) with texts, nothing else: equal pixels and texts give equal
 * bytes.
 */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final int EFFORT = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PngWriter() {}

    /**
     * A whole file.
     *
     * @param texts keyword (Latin letters) to text, written as iTXt in this order
     */
    static byte[] write(Pixels picture, Map<String, String> texts) {
        var writer = new PngWriter();
        writer.out.writeBytes(SIGNATURE);
        writer.chunk("IHDR", header(picture));
        texts.forEach((keyword, text) -> writer.chunk("iTXt", text(keyword, text)));
        writer.chunk("IDAT", deflate(filtered(picture)));
        writer.chunk("IEND", new byte[0]);
        return writer.out.toByteArray();
    }

    private void chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] header(Pixels picture) {
        int colorType =
                switch (picture.channels()) {
                    case 1 -> 0;
                    case 3 -> 2;
                    default -> 6;
                };
        return ByteBuffer.allocate(13)
                .putInt(picture.width())
                .putInt(picture.height())
                .put((byte) 8)
                .put((byte) colorType)
                .array();
    }

    private static byte[] text(String keyword, String text) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
        data.writeBytes(new byte[5]);
        data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return data.toByteArray();
    }

    /**
     * Each row with the filter (of none, sub, up, average, Paeth) whose residues have the least
     * sum.
     */
    private static byte[] filtered(Pixels picture) {
        int stride = picture.width() * picture.channels();
        int pixel = picture.channels();
        var all = new byte[(stride + 1) * picture.height()];
        var candidate = new byte[stride];
        // A pixel of zeros before each row, and a row of zeros above the first.
        var above = new byte[pixel + stride];
        var row = new byte[pixel + stride];
        for (int y = 0; y < picture.height(); y++) {
            System.arraycopy(picture.bytes(), y * stride, row, pixel, stride);
            int best = Integer.MAX_VALUE;
            for (int filter = 0; filter < 5; filter++) {
                filter(filter, row, above, pixel, candidate);
                int sum = sum(candidate);
                if (sum < best) {
                    best = sum;
                    all[y * (stride + 1)] = (byte) filter;
                    System.arraycopy(candidate, 0, all, y * (stride + 1) + 1, stride);
                }
            }
            byte[] done = above;
            above = row;
            row = done;
        }
        return all;
    }

    private static void filter(int filter, byte[] row, byte[] above, int pixel, byte[] out) {
        switch (filter) {
            case 0 -> System.arraycopy(row, pixel, out, 0, out.length);
            case 1 -> less(row, row, 0, pixel, out);
            case 2 -> less(row, above, pixel, pixel, out);
            case 3 -> {
                for (int i = 0; i < out.length; i++) {
                    int sum = (row[i] & 0xff) + (above[i + pixel] & 0xff);
                    out[i] = (byte) (row[i + pixel] - (sum >> 1));
                }
            }
            default -> {
                for (int i = 0; i < out.length; i++) {
                    int guess = paeth(row[i] & 0xff, above[i + pixel] & 0xff, above[i] & 0xff);
                    out[i] = (byte) (row[i + pixel] - guess);
                }
            }
        }
    }

    private static void less(byte[] row, byte[] guess, int from, int pixel, byte[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (row[i + pixel] - guess[i + from]);
        }
    }

    private static int sum(byte[] residues) {
        int sum = 0;
        for (byte residue : residues) {
            sum += Math.abs(residue);
        }
        return sum;
    }

    private static int paeth(int left, int up, int corner) {
        int guess = left + up - corner;
        int toLeft = Math.abs(guess - left);
        int toUp = Math.abs(guess - up);
        int toCorner = Math.abs(guess - corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    /**
     * Deflated for residues with less than the usual effort: a third of its time for files that are
     * 4 % larger (22 ms against 70 for a picture of 1024 x 384).
     */
    private static byte[] deflate(byte[] data) {
        var packed = new ByteArrayOutputStream();
        try (var deflater = new Deflater(EFFORT)) {
            deflater.setStrategy(Deflater.FILTERED);
            deflater.setInput(data);
            deflater.finish();
            var buffer = new byte[1 << 14];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return packed.toByteArray();
    }
}
