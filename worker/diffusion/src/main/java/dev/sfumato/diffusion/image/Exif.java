package dev.sfumato.diffusion.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The two things of an Exif block (a TIFF directory, CIPA DC-008) that matter here. */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int EXIF_DIRECTORY = 0x8769;
    private static final int USER_COMMENT = 0x9286;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int UNDEFINED = 7;
    private static final int HEADER = 8;
    private static final int ENTRY = 12;
    private static final int DIRECTORY_OF_ONE = 2 + ENTRY + 4;

    private Exif() {}

    /** A block that holds nothing but a user comment, where picture tools look for parameters. */
    static byte[] userComment(String text) {
        byte[] code = "UNICODE\0".getBytes(StandardCharsets.US_ASCII);
        byte[] words = text.getBytes(StandardCharsets.UTF_16BE);
        int length = code.length + words.length;
        ByteBuffer out = ByteBuffer.allocate(HEADER + 2 * DIRECTORY_OF_ONE + length);
        out.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(HEADER);
        directory(out, EXIF_DIRECTORY, LONG, 1, HEADER + DIRECTORY_OF_ONE);
        directory(out, USER_COMMENT, UNDEFINED, length, HEADER + 2 * DIRECTORY_OF_ONE);
        return out.put(code).put(words).array();
    }

    private static void directory(ByteBuffer out, int tag, int type, int count, int value) {
        out.putShort((short) 1)
                .putShort((short) tag)
                .putShort((short) type)
                .putInt(count)
                .putInt(value)
                .putInt(0);
    }

    /**
     * How the stored picture is to be turned, 1 (as it is) to 8; 1 where the block doesn't say or
     * can't be read.
     */
    static int orientation(byte[] block) {
        ByteBuffer in = ByteBuffer.wrap(block);
        try {
            if (in.get(0) == 'I') {
                in.order(ByteOrder.LITTLE_ENDIAN);
            }
            int at = in.getInt(4);
            int entries = in.getShort(at) & 0xffff;
            for (int i = 0; i < entries; i++) {
                int entry = at + 2 + i * ENTRY;
                if ((in.getShort(entry) & 0xffff) == ORIENTATION
                        && in.getShort(entry + 2) == SHORT) {
                    int value = in.getShort(entry + 8);
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
            return 1;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return 1;
        }
    }
}
