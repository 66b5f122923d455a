package dev.sfumato.schemas.requests;

/** Whether a text can be written as UTF-8. */
final class WellFormed {
    private WellFormed() {}

    static boolean is(String text) {
        return text.codePoints().noneMatch(WellFormed::isSurrogate);
    }

    // A pair was read as one code point, so one that is left stands alone.
    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
