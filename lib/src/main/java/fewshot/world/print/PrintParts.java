package fewshot.world.print;

import fewshot.data.Split;

/**
 * Printed characters to train on, to choose settings by and to be judged on: no character and no font is in two of them.
 *
 * @param train to learn from
 * @param validation to choose settings by
 * @param test looked at once, at the end
 */
public record PrintParts(Print train, Print validation, Print test) {
    /** The split whose classes are characters; the test's stand in fonts that were never seen. */
    public Split byCharacter() {
        return new Split("characters", train.byCharacter(), validation.byCharacter(), test.byCharacter());
    }

    /** The split of the same pictures whose classes are fonts; the test's draw characters that were never seen. */
    public Split byFont() {
        return new Split("fonts", train.byFont(), validation.byFont(), test.byFont());
    }
}
