package fewshot.method.baseline;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.model.Network;
import java.util.stream.IntStream;

/** Points of a plane as examples, with an encoder that leaves them as they are: what can be worked out by hand. */
final class Points {
    private Points() {}

    static Network encoder() {
        return new Network(new SequentialBlock().add(new LambdaBlock(list -> list)), new Shape(2), 1, Device.cpu());
    }

    static Examples of(double[]... points) {
        float[] flat = new float[2 * points.length];
        IntStream.range(0, flat.length).forEach(i -> flat[i] = (float) points[i / 2][i % 2]);
        return Examples.floats(flat, 2);
    }

    /** Classes of as many points each, one after the other. */
    static ExampleSet set(int classes, double[]... points) {
        return ExampleSet.of("points", of(points), IntStream.range(0, classes).mapToObj(k -> "class" + k).toList(),
                IntStream.generate(() -> points.length / classes).limit(classes).toArray());
    }

    static Episode task(double[][] support, int[] labels, double[][] queries) {
        int way = IntStream.of(labels).max().orElseThrow() + 1;
        return new Episode(of(support), labels, of(queries), new int[queries.length],
                IntStream.range(0, way).mapToObj(k -> "class" + k).toArray(String[]::new));
    }
}
