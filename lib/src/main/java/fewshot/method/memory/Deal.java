package fewshot.method.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import fewshot.episode.Draws;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which of a network's labels each class of a task has been dealt.
 *
 * @param labels that the network knows
 * @param ofClass a label of its own for each class, 0 to {@code labels − 1}
 */
record Deal(int labels, int[] ofClass) {
    Deal {
        if (Arrays.stream(ofClass).distinct().count() < ofClass.length
                || Arrays.stream(ofClass).anyMatch(label -> label < 0 || label >= labels)) {
            throw new IllegalArgumentException("InContextLearner: the labels " + Arrays.toString(ofClass) + " for " + ofClass.length
                    + " classes; each class needs one of its own, from 0 to " + (labels - 1));
        }
    }

    /**
     * At random, the same for the same support in whatever order.
     *
     * @throws IllegalArgumentException if there are more classes than labels
     */
    static Deal of(Episode task, int labels) {
        if (task.way() > labels) {
            throw new IllegalArgumentException("InContextLearner: the task has " + task.way() + " classes, but the reader knows "
                    + labels + " labels; ask about at most " + labels + " classes, or make it for more");
        }
        Examples support = task.support();
        long sum = IntStream.range(0, support.size()).mapToLong(i -> support.raw(i).hashCode()).sum();
        return new Deal(labels, Draws.distinct(new SplittableRandom(sum), labels, task.way()));
    }

    /** The label that each support example is shown with. */
    IntStream told(Episode task) {
        return Arrays.stream(task.supportLabels()).map(k -> ofClass[k]);
    }

    /**
     * Of the scores of all labels those of each task's classes.
     *
     * @param scores {@code [tasks, n, labels]}
     * @param deals one for each task, all of as many classes
     * @return {@code [tasks, n, way]}
     */
    static NDArray ofClasses(NDArray scores, List<Deal> deals) {
        int labels = deals.get(0).labels;
        int way = deals.get(0).ofClass.length;
        float[] chosen = new float[deals.size() * labels * way];
        for (int i = 0; i < deals.size(); i++) {
            for (int k = 0; k < way; k++) {
                chosen[(i * labels + deals.get(i).ofClass[k]) * way + k] = 1;
            }
        }
        return scores.batchMatMul(EngineArrays.of(scores.getManager(), chosen, new Shape(deals.size(), labels, way)));
    }
}
