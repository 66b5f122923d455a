package dev.sfumato.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void countsAllButIdleAndWaiting() {
        // Given
        String stat =
                "cpu  100 20 3 9000 800 40 5 6 70 8\ncpu0 50 10 1 4500 400 20 2 3 35 4\nintr 1 2\n";
        // When
        long busy = Counters.busyTicks(stat);
        // Then
        assertThat(busy).isEqualTo(100 + 20 + 3 + 40 + 5 + 6);
    }

    @Test
    void readsPastANameWithBrackets() {
        // Given
        String stat = "77 (a) b (c)) S 1 77 77 0 -1 4194560 1 2 3 4 150 25 7 8 20 0 1 0 12345";
        // When
        long ticks = Counters.processTicks(stat);
        // Then
        assertThat(ticks).isEqualTo(175);
    }

    @Test
    void findsAKeyAmongOthers() {
        // Given
        String status = "Name:\tjava\nVmPeak:\t 9000 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n";
        // When
        long peak = Counters.kibibytes(status, "VmHWM");
        // Then
        assertThat(peak).isEqualTo(2048);
    }

    @Test
    void sharesTheMachineBetweenThoseThatTakePartAndOthers() {
        // Given two cores for ten seconds, twelve seconds worked, eight by the process watched
        double busy = 12;
        // When
        Use use = Use.of(10, 8, busy, 2);
        // Then
        assertThat(use.others()).isEqualTo(0.2);
    }

    @Test
    void seesItsOwnWork() {
        // Given
        var processor = new ProcessorTime();
        long before = processor.nanos();
        // When
        long after = before;
        while (after - before < 1_000_000) {
            after = processor.nanos();
        }
        // Then
        assertThat(Counters.processSeconds(ProcessHandle.current().pid()))
                .isGreaterThan(0.5e-9 * after);
        assertThat(Counters.peakMebibytes(ProcessHandle.current().pid())).isGreaterThan(10);
    }
}
