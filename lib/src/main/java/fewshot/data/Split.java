package fewshot.data;

/** Images to learn from, to choose settings by and to be judged on. */
public final class Split extends ExampleSplit<ImageSet> {
    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException as {@link ExampleSplit} does
     */
    public Split(String name, ImageSet train, ImageSet validation, ImageSet test) {
        super(name, train, validation, test);
    }

    /** The same split with each class turned by 0, 90, 180 and 270 degrees, every turn a class of its own. */
    public Split withRotations() {
        return new Split(name(), train().withRotations(), validation().withRotations(), test().withRotations());
    }
}
