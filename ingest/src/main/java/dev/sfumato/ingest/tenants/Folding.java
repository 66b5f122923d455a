package dev.sfumato.ingest.tenants;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes texts alike that people read alike: compatibility forms (NFKC), case, accents, characters
 * that nobody sees, and the letters of Cyrillic and Greek that look like Latin ones (the part of
 * Unicode's confusables, UTS 39, that keyboards can type; the JDK has no such table).
 */
final class Folding {
    private static final String LOOK_ALIKE = "авгекмнорстухіјѕһԁԛԝӏέαβεηικμνορτυχϲωγℓıəɑɡɩ";
    private static final String LATIN = "abrekmhopctyxijshdqwleabenikmvoptuxcwylieagi";

    private Folding() {}

    /** The words of a text, folded: runs of letters and digits. */
    static List<String> words(String text) {
        String folded = fold(text);
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= folded.length(); ) {
            int point = i < folded.length() ? folded.codePointAt(i) : ' ';
            boolean inside = i < folded.length() && Character.isLetterOrDigit(point);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(folded.substring(start, i));
                start = -1;
            }
            i += Character.charCount(point);
        }
        return words;
    }

    /** A text in its folded form. */
    static String fold(String text) {
        String decomposed = Normalizer.normalize(foldCase(text), Normalizer.Form.NFKD);
        var folded = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(point -> !isUnseen(point))
                .map(Folding::lookAlike)
                .forEach(folded::appendCodePoint);
        return Normalizer.normalize(foldCase(folded.toString()), Normalizer.Form.NFKC);
    }

    /** Full case folding, but for a few letters: up and down again, as ß is SS. */
    private static String foldCase(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** Accents and other marks, joiners, and what has no width. */
    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.CONTROL ->
                    !Character.isWhitespace(point);
            default -> point == 0x3164 || point == 0xffa0 || point == 0x115f || point == 0x1160;
        };
    }

    private static int lookAlike(int point) {
        int index = LOOK_ALIKE.indexOf(point);
        return index < 0 ? point : LATIN.charAt(index);
    }
}
