package dev.sfumato.gateway.artifacts;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a resource that is asked for (RFC 9110, section 14).
 *
 * @param from first byte
 * @param length bytes, at least 1 unless the resource is empty
 */
record ByteRange(long from, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** No byte of the resource lies in the range. */
    static final class Unsatisfiable extends Exception {
        Unsatisfiable() {
            super("no byte lies in the range", null, false, false);
        }
    }

    static ByteRange whole(long size) {
        return new ByteRange(0, size);
    }

    /**
     * Reads a {@code Range} header.
     *
     * @return null where the whole resource is the answer: no range, several, or another unit
     */
    static @Nullable ByteRange parse(@Nullable String header, long size) throws Unsatisfiable {
        Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches()) {
            return null;
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? null : suffix(Long.parseLong(last), size);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return null;
        }
        if (from >= size) {
            throw new Unsatisfiable();
        }
        return new ByteRange(from, to - from + 1);
    }

    private static ByteRange suffix(long count, long size) throws Unsatisfiable {
        if (count == 0 || size == 0) {
            throw new Unsatisfiable();
        }
        long length = Math.min(count, size);
        return new ByteRange(size - length, length);
    }

    /** The {@code Content-Range} of the part. */
    String of(long size) {
        return "bytes %d-%d/%d".formatted(from, from + length - 1, size);
    }
}
