package dev.sfumato.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What Linux counts of the machine and of its processes, below {@code /proc}. */
public final class Counters {
    /** Linux shows processor time to programs in ticks of this many seconds on every platform. */
    private static final double TICK = 0.01;

    private Counters() {}

    /** Seconds that all cores together have worked since the machine began, for anyone. */
    public static double machineSeconds() {
        return TICK * busyTicks(read(Path.of("/proc/stat")));
    }

    /** Seconds that a process has worked, all threads. */
    public static double processSeconds(long pid) {
        return TICK * processTicks(read(Path.of("/proc", String.valueOf(pid), "stat")));
    }

    /** The most memory that a process has had resident at once, in MiB. */
    public static double peakMebibytes(long pid) {
        return kibibytes(read(Path.of("/proc", String.valueOf(pid), "status")), "VmHWM") / 1024.0;
    }

    /** Ticks of user, nice, system, irq, softirq and steal in the first line. */
    static long busyTicks(String stat) {
        List<Long> ticks =
                Arrays.stream(stat.lines().findFirst().orElseThrow().split("\\s+"))
                        .skip(1)
                        .map(Long::valueOf)
                        .toList();
        return ticks.get(0)
                + ticks.get(1)
                + ticks.get(2)
                + ticks.get(5)
                + ticks.get(6)
                + ticks.get(7);
    }

    /** Ticks of user and system; the name before them, in brackets, may hold anything. */
    static long processTicks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    static long kibibytes(String status, String key) {
        String line =
                status.lines()
                        .filter(each -> each.startsWith(key + ":"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no " + key));
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
