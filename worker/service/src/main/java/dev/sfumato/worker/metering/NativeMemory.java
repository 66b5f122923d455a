package dev.sfumato.worker.metering;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process holds beyond Java's own memory: graphs, weights and buffers of ONNX Runtime
 * above all. Read from {@code /proc}, so known on Linux only.
 */
public final class NativeMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final long KIB = 1 << 10;

    private NativeMemory() {}

    /** Shows both figures whenever somebody looks. */
    public static void watch(MeterRegistry registry) {
        Gauge.builder("sfumato.worker.resident.memory", NativeMemory::resident)
                .baseUnit("bytes")
                .description("memory of the process that is in RAM; 0 where it isn't known")
                .register(registry);
        Gauge.builder("sfumato.worker.native.memory", NativeMemory::used)
                .baseUnit("bytes")
                .description("of it, beyond Java's own memory; 0 where it isn't known")
                .register(registry);
    }

    /** Bytes in RAM beyond Java's heap and the JVM's own areas; 0 where it isn't known. */
    public static long used() {
        MemoryMXBean java = ManagementFactory.getMemoryMXBean();
        long own =
                java.getHeapMemoryUsage().getCommitted()
                        + java.getNonHeapMemoryUsage().getCommitted();
        return Math.max(0, resident() - own);
    }

    /** Bytes of the process in RAM; 0 where it isn't known. */
    public static long resident() {
        try {
            Matcher line = RESIDENT.matcher(Files.readString(STATUS, StandardCharsets.US_ASCII));
            return line.find() ? KIB * Long.parseLong(line.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
