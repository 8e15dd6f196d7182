package fewshot.compare;

import java.util.List;
import java.util.function.IntFunction;

/**
 * A method of the contest.
 *
 * @param method the name in tables and plots
 * @param anyWay whether one network tells any number of classes apart; else there is one for each number
 * @param phases the share of the budget for each phase of training, for a number of classes; none for a method that learns nothing
 * @param settings what is tried on validation classes, for a number of classes, the usual one first
 * @param images how many images it looks at
 * @param setup makes it ready
 */
public record Entry(String method, boolean anyWay, IntFunction<List<Double>> phases, IntFunction<List<Setting>> settings, Images images,
        Setup setup) {
    /** How many images a step of each phase looks at, the same image again counted again. */
    @FunctionalInterface
    public interface Images {
        /** For networks of a number of classes, 0 for any, at a setting. */
        List<Integer> aStep(int way, Setting setting);
    }

    /** Tasks of some classes with one support image and five queries of each. */
    static int oneShotTasks(int tasks, int way) {
        return tasks * way * 6;
    }

    /** How a method is made ready. */
    @FunctionalInterface
    public interface Setup {
        /** The method, untrained; the caller closes it. */
        Contestant make(Contest contest, String method, Conditions conditions);
    }

    /** A method with one phase of training. */
    public Entry(String method, boolean anyWay, IntFunction<List<Setting>> settings, Images images, Setup setup) {
        this(method, anyWay, way -> List.of(1.0), settings, images, setup);
    }

    /** The numbers of classes that it has networks for, 0 for any, where tasks of {@code wanted} classes are to be answered. */
    public List<Integer> ways(List<Integer> wanted) {
        return anyWay ? List.of(0) : wanted;
    }

    @Override
    public String toString() {
        return method;
    }
}
