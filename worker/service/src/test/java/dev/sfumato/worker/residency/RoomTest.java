package dev.sfumato.worker.residency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoomTest {
    private final Room room = new Room(100);

    @Test
    void evictsWhoWasUsedLongestAgo() {
        // Given
        idle("one", 40);
        idle("two", 40);
        room.find("one");
        // When
        var leaving = room.clear(30);
        // Then
        assertThat(leaving).containsExactly("two");
        assertThat(room.holds("one")).isTrue();
        assertThat(room.used()).isEqualTo(40);
    }

    @Test
    void evictsNobodyWhereThatIsNotEnough() {
        // Given
        idle("idle", 30);
        idle("busy", 60).users = 1;
        // When, Then
        assertThat(room.clear(50)).isNull();
        assertThat(room.count()).isEqualTo(2);
    }

    @Test
    void countsWhatLoadingHasTakenWithinReason() {
        // Given
        Room.Resident one = idle("one", 20);
        Room.Resident two = idle("two", 10);
        // When
        one.weigh(70);
        two.weigh(1_000);
        // Then
        assertThat(room.used()).isEqualTo(70 + 40);
        assertThat(room.clear(0)).containsExactly("one");
    }

    @Test
    void believesNoModelToBeSmallerThanItsFiles() {
        // Given
        Room.Resident one = idle("one", 20);
        // When
        one.weigh(-500);
        // Then
        assertThat(room.used()).isEqualTo(20);
    }

    private Room.Resident idle(String id, long bytes) {
        var resident = new Room.Resident(bytes);
        resident.loaded.complete(null);
        room.add(id, resident);
        return resident;
    }
}
