package dev.sfumato.acceptance;

/** Whether the long tests run in full: {@code -Dsfumato.acceptance=full}. */
final class Mode {
    private Mode() {}

    /** One of two sizes of a test. */
    static int choose(int reduced, int full) {
        return isFull() ? full : reduced;
    }

    static boolean isFull() {
        return "full".equals(System.getProperty("sfumato.acceptance"));
    }

    /** Says what was seen; a test's figures are read by people. */
    static void report(String line) {
        System.out.println("[acceptance] " + line);
    }
}
