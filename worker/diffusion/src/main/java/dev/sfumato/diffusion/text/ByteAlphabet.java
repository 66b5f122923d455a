package dev.sfumato.diffusion.text;

import java.nio.charset.StandardCharsets;

/** The byte-level alphabet of GPT-2's BPE: each byte as one printable character. */
final class ByteAlphabet {

    private static final char[] TO_CHAR = new char[256];
    private static final int[] TO_BYTE = new int[512];

    static {
        int moved = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
            TO_CHAR[b] = (char) (printable ? b : moved++);
            TO_BYTE[TO_CHAR[b]] = b;
        }
    }

    private ByteAlphabet() {}

    /** The text's UTF-8 bytes, a character each. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var out = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            out.append(TO_CHAR[b & 0xFF]);
        }
        return out.toString();
    }

    /** Back to text; bytes that aren't UTF-8 become U+FFFD. */
    static String decode(String encoded) {
        var bytes = new byte[encoded.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) TO_BYTE[encoded.charAt(i) % TO_BYTE.length];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
