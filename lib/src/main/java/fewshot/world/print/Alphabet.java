package fewshot.world.print;

import java.util.ArrayList;
import java.util.List;

/**
 * What is drawn: digits, and Latin, Greek and Cyrillic letters. Each is one that a reader can tell from the others when it is
 * drawn in the same size: of letters that most fonts draw alike, such as C and c, Latin A, Greek Α and Cyrillic А, or O and 0, only
 * one is here.
 *
 * @param name of a character, such as {@code Latin/A}
 * @param codePoint in Unicode
 */
record Alphabet(String name, int codePoint) {
    private static final String[][] SCRIPTS = {
        {"digit", "0123456789"},
        {"Latin", "ABCDEFGHJKLMNPQRSTUVWXYZabdefghijmnqrt"},
        {"Greek", "ΓΔΛΞΠΣΦΨΩαβγδεζηθλμξπσςψω"},
        {"Cyrillic", "БбДЖИЙЦЧШЩЪЫЭЮЯ"},
    };

    static List<Alphabet> all() {
        List<Alphabet> all = new ArrayList<>();
        for (String[] script : SCRIPTS) {
            script[1].codePoints().forEach(point -> all.add(new Alphabet(script[0] + "/" + Character.toString(point), point)));
        }
        return all;
    }
}
