package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import fewshot.episode.ClassLabels;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tasks of a batch learned and asked as one network of many groups ({@link FunctionalBlock#sideBySide}): a few large operations in
 * the place of many small ones. Each task has a copy of the start; the gradient of the sum of all support losses is, at each copy,
 * that of its own task, so that a step of descent is for each task the one that it would take alone.
 */
final class TasksAsOne {
    private final FunctionalBlock block;
    private final InnerLoop inner;
    private final List<Episode> batch;

    private TasksAsOne(FunctionalBlock block, InnerLoop inner, List<Episode> batch) {
        this.block = block;
        this.inner = inner;
        this.batch = batch;
    }

    /**
     * A batch as one.
     *
     * @param block the network of one task
     * @return empty if the tasks have to be computed one after another: a single one, tasks of several sizes or with strangers, a block
     *     that does not come side by side, or an inner loop that is no plain descent
     */
    static Optional<TasksAsOne> of(FunctionalBlock block, InnerLoop inner, List<Episode> batch) {
        boolean alike = batch.stream().map(TasksAsOne::sizes).distinct().count() == 1
                && batch.stream().allMatch(each -> each.support().isLike(batch.get(0).support()))
                && batch.stream().flatMapToInt(each -> Arrays.stream(each.queryLabels())).noneMatch(label -> label == Episode.STRANGER);
        return batch.size() > 1 && alike && inner.isPlainDescent()
                ? block.sideBySide(batch.size()).map(wide -> new TasksAsOne(wide, inner, batch)) : Optional.empty();
    }

    private static List<Integer> sizes(Episode episode) {
        return List.of(episode.way(), episode.support().size(), episode.query().size());
    }

    /**
     * The cross-entropy of each task's queries at the weights that its support has adapted, with the graph that the inner loop's order
     * keeps.
     *
     * @param start the weights that all tasks start from
     * @return {@code [tasks]}
     */
    NDArray costs(NDList start) {
        NDManager manager = start.head().getManager();
        NDList copies = new NDList(start.stream().map(this::copies).toList());
        NDArray images = images(manager, Episode::support);
        NDArray right = right(manager, Episode::supportLabels);
        Objective supports = weights -> losses(weights, Objective.in(weights, images), Objective.in(weights, right)).sum();
        NDList adapted = inner.adapt(copies, supports);
        return losses(adapted, images(manager, Episode::query), right(manager, Episode::queryLabels));
    }

    /** An array once for each task, one below the other; their gradients add up. */
    private NDArray copies(NDArray array) {
        Shape one = array.getShape();
        Shape all = new Shape(batch.size() * one.get(0)).addAll(one.slice(1));
        return array.expandDims(0).broadcast(new Shape(batch.size()).addAll(one)).reshape(all);
    }

    /** {@code [n, tasks × channels, …]}. */
    private NDArray images(NDManager manager, Function<Episode, Examples> part) {
        NDArray images = EngineArrays.of(manager, batch.stream().map(part).toArray(Examples[]::new));
        Shape one = images.getShape().slice(1);
        long n = images.getShape().get(0) / batch.size();
        NDArray exampleMajor = images.reshape(new Shape(batch.size(), n).addAll(one)).swapAxes(0, 1);
        return exampleMajor.reshape(new Shape(n, batch.size() * one.get(0)).addAll(one.slice(1)));
    }

    /** What the mean over the examples is to be taken with, {@code [n, tasks, way]}. */
    private NDArray right(NDManager manager, Function<Episode, int[]> labels) {
        int[] all = batch.stream().map(labels).flatMapToInt(Arrays::stream).toArray();
        int way = batch.get(0).way();
        return new ClassLabels(all, way).targets(manager).reshape(batch.size(), -1, way).swapAxes(0, 1);
    }

    /** The cross-entropy of each task, {@code [tasks]}. */
    private NDArray losses(NDList weights, NDArray images, NDArray right) {
        NDArray scores = block.apply(weights, images).reshape(right.getShape());
        return scores.logSoftmax(2).mul(right).sum(new int[] {2}).mean(new int[] {0}).neg();
    }
}
