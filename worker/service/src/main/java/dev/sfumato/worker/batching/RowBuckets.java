package dev.sfumato.worker.batching;

import java.util.Set;

/**
 * Numbers of rows that a device's calls have. Graphics processors plan and allocate anew for each
 * number, so there calls are padded to a few: 1, 2, 4, 8 … and the most that is allowed.
 */
enum RowBuckets {
    /** Every number. */
    EXACT,
    /** Powers of two. */
    POWERS;

    private static final Set<String> PADDED = Set.of("cuda", "tensorrt");

    /** Those of a device, for example {@code cuda:0}. */
    static RowBuckets of(String device) {
        int colon = device.indexOf(':');
        String kind = colon < 0 ? device : device.substring(0, colon);
        return PADDED.contains(kind) ? POWERS : EXACT;
    }

    /**
     * Rows of a call that needs {@code rows}.
     *
     * @param max rows that a call may have; a run that needs more is left as it is
     */
    int padded(int rows, int max) {
        return switch (this) {
            case EXACT -> rows;
            case POWERS -> rows > max ? rows : Math.min(max, powerFrom(rows));
        };
    }

    /** The largest of these numbers that is at most {@code limit}, itself at most {@code max}. */
    int within(int limit, int max) {
        return switch (this) {
            case EXACT -> limit;
            case POWERS -> limit >= max ? max : Integer.highestOneBit(limit);
        };
    }

    private static int powerFrom(int rows) {
        int below = Integer.highestOneBit(rows);
        return below == rows ? rows : 2 * below;
    }
}
