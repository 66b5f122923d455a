package dev.sfumato.benchmarks.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Processor time that all threads of this process have used, to the nanosecond; the JDK's own
 * counter moves in steps of ten milliseconds. One thread at a time.
 */
public final class ProcessorTime {
    /** Linux's {@code CLOCK_PROCESS_CPUTIME_ID}. */
    private static final int PROCESS = 2;

    @SuppressWarnings("restricted") // benchmarks run with native access
    private static final MethodHandle CLOCK_GETTIME =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS));

    private final MemorySegment time =
            Arena.ofAuto().allocate(2 * Long.BYTES, ValueLayout.JAVA_LONG.byteAlignment());

    /** Nanoseconds since the process began. */
    public long nanos() {
        try {
            int failed = (int) CLOCK_GETTIME.invokeExact(PROCESS, time);
            if (failed != 0) {
                throw new IllegalStateException("clock_gettime gave " + failed);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("clock_gettime can't be called", e);
        }
        return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                + time.get(ValueLayout.JAVA_LONG, Long.BYTES);
    }
}
