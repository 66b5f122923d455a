package dev.sfumato.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

class RingTest {
    @SuppressWarnings("ArrayRecordComponent") // compared by its hash
    private record Kept(long offset, String key, byte[] value) {}

    @Test
    void holdsTheLastOnesOfEachKey() {
        // Given
        var ring = new Ring(3, 1024, 7);
        // When
        ring.add(7, "a", bytes("lost"));
        ring.add(8, "b", bytes("one"));
        ring.add(10, "a", bytes("two"));
        ring.add(11, "b", bytes("three"));
        // Then
        assertThat(ring.start()).isEqualTo(8);
        assertThat(ring.end()).isEqualTo(12);
        assertThat(visit(ring, "a", 0)).containsExactly("10 two");
        assertThat(visit(ring, "b", 0)).containsExactly("8 one", "11 three");
        assertThat(visit(ring, "b", 9)).containsExactly("11 three");
        assertThat(visit(ring, "c", 0)).isEmpty();
    }

    @Test
    void passesOverWhatHasNoKeyOrNoValue() {
        // Given
        var ring = new Ring(3, 1024, 0);
        // When
        ring.add(0, "a", bytes("one"));
        ring.add(1, null, bytes("nobody's"));
        ring.add(2, "a", null);
        // Then
        assertThat(ring.start()).isZero();
        assertThat(ring.end()).isEqualTo(3);
        assertThat(visit(ring, "a", 0)).containsExactly("0 one");
    }

    @Test
    void aRecordThatIsTooLargeLeavesItEmpty() {
        // Given
        var ring = new Ring(3, 1024, 0);
        ring.add(0, "a", bytes("one"));
        // When
        ring.add(1, "a", new byte[2000]);
        // Then
        assertThat(ring.start()).isEqualTo(2);
        assertThat(visit(ring, "a", 0)).isEmpty();
        // When
        ring.add(2, "a", bytes("two"));
        // Then
        assertThat(visit(ring, "a", 0)).containsExactly("2 two");
    }

    /** Against a list, with records of all sizes, over many turns of the ring. */
    @Test
    void holdsWhatAListWould() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int maxRecords = 200;
        int maxBytes = 100_000;
        var ring = new Ring(maxRecords, maxBytes, 0);
        Deque<Kept> expected = new ArrayDeque<>();
        for (int offset = 0; offset < 20_000; offset++) {
            // Given
            var value = new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 300)];
            random.nextBytes(value);
            String key = "key-" + random.nextInt(5);
            // When
            ring.add(offset, key, value);
            // Then
            expected.add(new Kept(offset, key, value));
            while (expected.getFirst().offset() < ring.start()) {
                expected.removeFirst();
            }
            if (offset % 97 == 0) {
                for (int k = 0; k < 5; k++) {
                    String wanted = "key-" + k;
                    var seen = new ArrayList<String>();
                    ring.visit(wanted, 0, (at, bytes) -> seen.add(at + " " + hash(bytes)));
                    assertThat(seen)
                            .as("seed %d, offset %d", seed, offset)
                            .isEqualTo(
                                    expected.stream()
                                            .filter(each -> each.key().equals(wanted))
                                            .map(each -> each.offset() + " " + hash(each.value()))
                                            .toList());
                }
            }
            assertThat(expected.size()).isBetween(1, maxRecords);
        }
    }

    private static int hash(byte[] bytes) {
        return Arrays.hashCode(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> visit(Ring ring, String key, long from) {
        var seen = new ArrayList<String>();
        ring.visit(
                key,
                from,
                (offset, value) ->
                        seen.add(offset + " " + new String(value, StandardCharsets.UTF_8)));
        return seen;
    }
}
