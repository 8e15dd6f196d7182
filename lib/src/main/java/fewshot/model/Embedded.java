package fewshot.model;

import ai.djl.ndarray.NDManager;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A set of examples as an encoder sees them, so that many learners can start from one encoder that is asked once. */
public final class Embedded {
    /** Examples that go through the encoder together: the activations of 800 images would take over half a gigabyte. */
    private static final int AT_ONCE = 200;

    private Embedded() {}

    /**
     * What an encoder makes of each example of a set, inductively.
     *
     * @param encoder makes vectors of such examples; asked, not changed
     * @return the same classes with the same names and numbers of examples, under the names of the set and of its split, so that a
     *     sampler with the same seed draws the same episodes from both; the examples are floats of the encoder's output shape
     */
    public static ExampleSet of(Network encoder, ExampleSet set) {
        int[] counts = IntStream.range(0, set.classes()).map(set::count).toArray();
        int[] classOf = IntStream.range(0, counts.length).flatMap(c -> IntStream.generate(() -> c).limit(counts[c])).toArray();
        int[][] indexOf = IntStream.of(counts).flatMap(count -> IntStream.range(0, count)).mapToObj(i -> new int[] {i}).toArray(int[][]::new);
        int features = Math.toIntExact(encoder.output().size());
        float[] all = new float[set.size() * features];
        for (int from = 0; from < classOf.length; from += AT_ONCE) {
            int to = Math.min(from + AT_ONCE, classOf.length);
            Examples some = set.pick(Arrays.copyOfRange(classOf, from, to), Arrays.copyOfRange(indexOf, from, to));
            try (NDManager work = encoder.manager().newSubManager()) {
                float[] made = encoder.forward(EngineArrays.of(work, some), BatchNormMode.INDUCTIVE).toFloatArray();
                System.arraycopy(made, 0, all, from * features, made.length);
            }
        }
        int[] shape = Arrays.stream(encoder.output().getShape()).mapToInt(Math::toIntExact).toArray();
        return set.inForm(Examples.floats(all, shape));
    }
}
