package fewshot.show;

import fewshot.episode.control.Bandit;
import fewshot.episode.control.Goal;
import fewshot.episode.control.Trips;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What learners do, as pictures: where trips went, and which arms were pulled. */
public final class ControlPlots {
    private ControlPlots() {}

    /** The first trip to each of the first so many goals, and the goals. */
    public static Chart paths(String title, Trips trips, int goals) {
        List<Goal> shown = trips.goals().subList(0, Math.min(goals, trips.goals().size()));
        Chart chart = Chart.of(title, "x", "y").size(480, 440).yRange(-0.6, 0.6);
        for (int g = 0; g < shown.size(); g++) {
            double[][] path = trips.path(g, 0);
            chart.line("to goal " + (g + 1), column(path, 0), column(path, 1));
        }
        return chart.points("goals", shown.stream().mapToDouble(Goal::x).toArray(), shown.stream().mapToDouble(Goal::y).toArray());
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    /** The arms of a machine that were pulled, one after the other; an arm's row is its rank, 1 the one that pays most often. */
    public static Chart pulls(String title, Bandit machine, int... pulled) {
        double[] ranks = Arrays.stream(pulled).mapToDouble(arm -> 1 + IntStream.range(0, machine.arms())
                .filter(other -> machine.probability(other) > machine.probability(arm)).count()).toArray();
        return Chart.of(title, "pull", "arm, 1 is the best").size(700, 280).yRange(0, machine.arms() + 1)
                .points("pulls", IntStream.rangeClosed(1, pulled.length).asDoubleStream().toArray(), ranks);
    }
}
