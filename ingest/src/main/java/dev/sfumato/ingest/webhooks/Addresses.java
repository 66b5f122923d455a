package dev.sfumato.ingest.webhooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Which addresses are the public internet's; an IPv4 address mapped into IPv6 counts as IPv4. */
final class Addresses {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] start, int bits) {
        boolean contains(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** IANA's special-purpose blocks, multicast and what is reserved. */
    private static final List<Block> SPECIAL_V4 =
            List.of(
                    v4(0, 0, 0, 8),
                    v4(10, 0, 0, 8),
                    v4(100, 64, 0, 10),
                    v4(127, 0, 0, 8),
                    v4(169, 254, 0, 16),
                    v4(172, 16, 0, 12),
                    v4(192, 0, 0, 24),
                    v4(192, 0, 2, 24),
                    v4(192, 31, 196, 24),
                    v4(192, 52, 193, 24),
                    v4(192, 88, 99, 24),
                    v4(192, 168, 0, 16),
                    v4(192, 175, 48, 24),
                    v4(198, 18, 0, 15),
                    v4(198, 51, 100, 24),
                    v4(203, 0, 113, 24),
                    v4(224, 0, 0, 3));

    private static final Block GLOBAL_V6 = v6(3, 0x20, 0);

    /** Inside the global block: protocols, documentation, and IPv4 in disguise. */
    private static final List<Block> SPECIAL_V6 =
            List.of(
                    v6(23, 0x20, 0x01, 0x00),
                    v6(32, 0x20, 0x01, 0x0d, 0xb8),
                    v6(16, 0x20, 0x02),
                    v6(20, 0x3f, 0xff, 0x00));

    private Addresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address ignored -> SPECIAL_V4.stream().noneMatch(b -> b.contains(bytes));
            case Inet6Address ignored ->
                    GLOBAL_V6.contains(bytes)
                            && SPECIAL_V6.stream().noneMatch(b -> b.contains(bytes));
            case InetAddress ignored -> false;
        };
    }

    private static Block v4(int first, int second, int third, int bits) {
        return new Block(new byte[] {(byte) first, (byte) second, (byte) third, 0}, bits);
    }

    private static Block v6(int bits, int... start) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < start.length; i++) {
            bytes[i] = (byte) start[i];
        }
        return new Block(bytes, bits);
    }
}
