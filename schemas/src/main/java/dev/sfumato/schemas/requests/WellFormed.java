package dev.sfumato.schemas.requests;

/** Whether a text can be written as UTF-8. */
final class WellFormed {
    private WellFormed() {}

    static boolean is(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isPair(String text, int first) {
        return first + 1 < text.length()
                && Character.isSurrogatePair(text.charAt(first), text.charAt(first + 1));
    }
}
