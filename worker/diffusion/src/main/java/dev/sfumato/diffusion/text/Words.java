package dev.sfumato.diffusion.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How CLIP cuts a text into words before the byte-pair encoding. */
final class Words {

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String PARTS =
            "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+";
    private static final Pattern WORD = Pattern.compile(PARTS, Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern MARK_OR_WORD =
            Pattern.compile(
                    "<\\|startoftext\\|>|<\\|endoftext\\|>|" + PARTS,
                    Pattern.UNICODE_CHARACTER_CLASS);

    private Words() {}

    /**
     * Composed (NFC), white space made single, each code point lower-cased by itself, then cut.
     *
     * @param marks the cut also keeps the marks apart from punctuation beside them
     */
    static List<String> of(String text, boolean marks) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String lower = lowerCase(SPACE.matcher(composed).replaceAll(" "));
        var words = new ArrayList<String>();
        Matcher matcher = (marks ? MARK_OR_WORD : WORD).matcher(lower);
        while (matcher.find()) {
            Matcher inside = WORD.matcher(matcher.group());
            while (inside.find()) {
                words.add(inside.group());
            }
        }
        return words;
    }

    /** Without the rules that look at neighbours, such as the Greek final sigma. */
    private static String lowerCase(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.append(Character.toString(c).toLowerCase(Locale.ROOT)));
        return out.toString();
    }
}
