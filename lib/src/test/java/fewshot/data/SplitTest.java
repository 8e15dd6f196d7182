package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fewshot.data.glyph.Glyphs;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final ImageSet SET = Glyphs.generate(1, 4, 1, 1);

    private static String message(ImageSet train, ImageSet validation, ImageSet test) {
        return assertThrows(IllegalArgumentException.class, () -> new Split("s", train, validation, test)).getMessage();
    }

    @Test
    void aClassInTwoPartsIsRefused() {
        assertEquals("Split: class alphabet01/character02 is in train and in test; a class may be in one part only, however it is turned",
                message(SET.range("s", 0, 2), SET.range("s", 2, 3), SET.range("s", 1, 2)));
    }

    @Test
    void anEmptyPartIsRefused() {
        assertEquals("Split: validation has no class; every part needs at least one",
                message(SET.range("s", 0, 2), SET.subset("s"), SET.range("s", 2, 4)));
    }

    @Test
    void imagesOfTwoSizesAreRefused() {
        ImageSet small = ImageSet.of("small", 2, 2, new byte[4], List.of("a"), new int[] {1});
        assertEquals("Split: test has images of 2 x 2, but train has images of 28 x 28; they must be of one shape",
                message(SET.range("s", 0, 2), SET.range("s", 2, 4), small));
    }

    @Test
    void rotationsKeepThePartsApart() {
        Split turned = new Split("s", SET.range("s", 0, 2), SET.range("s", 2, 3), SET.range("s", 3, 4)).withRotations();
        assertEquals(8, turned.train().classes());
        assertEquals("alphabet01/character04 rot270", turned.test().className(3));
    }
}
