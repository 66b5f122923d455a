package dev.sfumato.benchmarks.measure;

/**
 * What a stretch of work used.
 *
 * @param seconds how long it took
 * @param processorSeconds what the process that did it worked meanwhile, all threads; 0.005 and
 *     more
 * @param others share of the machine that went to processes that take no part, 0 to 1
 */
public record Use(double seconds, double processorSeconds, double others) {
    private static final double SECOND = 1e-9;

    /** Half of Linux's tick: what is less isn't seen. */
    private static final double LEAST = 0.005;

    /** The state before the work. */
    public record Start(long pid, long nanos, double machine, double process, double own) {
        /** What was used since. */
        public Use stop() {
            double seconds = SECOND * (System.nanoTime() - nanos);
            double processor = Counters.processSeconds(pid) - process;
            double mine = pid == self() ? 0 : Counters.processSeconds(self()) - own;
            double busy = Counters.machineSeconds() - machine;
            return of(seconds, processor, busy - mine, Runtime.getRuntime().availableProcessors());
        }
    }

    /** Begins to count for the process that will do the work. */
    public static Start start(long pid) {
        return new Start(
                pid,
                System.nanoTime(),
                Counters.machineSeconds(),
                Counters.processSeconds(pid),
                Counters.processSeconds(self()));
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    static Use of(double seconds, double processor, double busy, int cores) {
        double others = Math.clamp((busy - processor) / (seconds * cores), 0, 1);
        return new Use(seconds, Math.max(processor, LEAST), others);
    }
}
