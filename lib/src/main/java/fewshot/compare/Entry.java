package fewshot.compare;

import java.util.List;

/**
 * A method of the contest.
 *
 * @param method the name in tables and plots
 * @param anyWay whether one network tells any number of classes apart; else there is one for each number
 * @param setup makes it ready
 */
public record Entry(String method, boolean anyWay, Setup setup) {
    /** How a method is made ready. */
    @FunctionalInterface
    public interface Setup {
        /** The method, untrained, for so many classes; the caller closes it. The number is 0 for one that tells any apart. */
        Contestant make(Contest contest, String method, int way);
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
