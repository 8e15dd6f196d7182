package fewshot.show;

import fewshot.episode.control.Bandit;
import fewshot.episode.control.Goal;
import fewshot.episode.control.Trips;
import fewshot.show.draw.Palette;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What learners do, as pictures: where trips went, which arms were pulled, and what that cost. */
public final class ControlPlots {
    private ControlPlots() {}

    /** The first trip to each of the first so many goals, and the goal in the trip's colour. */
    public static Chart paths(String title, Trips trips, int goals) {
        List<Goal> shown = trips.goals().subList(0, Math.min(goals, trips.goals().size()));
        Chart chart = Chart.of(title, "x", "y").size(560, 440).yRange(-0.6, 0.6);
        for (int g = 0; g < shown.size(); g++) {
            double[][] path = trips.path(g, 0);
            String goal = "goal " + (g + 1);
            String colour = Palette.of("", g).colour();
            chart.line("to " + goal, column(path, 0), column(path, 1)).colour("to " + goal, colour);
            chart.points(goal, new double[] {shown.get(g).x()}, new double[] {shown.get(g).y()}).colour(goal, colour);
        }
        return chart;
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }

    /** The arms of a machine that were pulled, one after the other; an arm's row is its rank, 1 the one that pays most often. */
    public static Chart pulls(String title, Bandit machine, int... pulled) {
        double[] ranks = Arrays.stream(pulled).mapToDouble(arm -> 1 + IntStream.range(0, machine.arms())
                .filter(other -> machine.probability(other) > machine.probability(arm)).count()).toArray();
        return Chart.of(title, "pull", "arm, 1 is the best").size(700, 280).yRange(0.5, machine.arms() + 0.5)
                .points("pulls", upTo(pulled.length), ranks);
    }

    /**
     * How the mean regret of some players grows from pull to pull, and that of someone who pulls at random.
     *
     * @param machines that all have played
     * @param games by player, then by machine, the arms that were pulled, as many of each machine
     */
    public static Chart regret(String title, List<Bandit> machines, Map<String, int[][]> games) {
        int longest = games.values().stream().mapToInt(arms -> arms[0].length).max().orElseThrow();
        double atRandom = machines.stream().flatMapToDouble(m -> IntStream.range(0, m.arms()).mapToDouble(arm -> m.regret(arm) / m.arms()))
                .sum() / machines.size();
        Chart chart = Chart.of(title, "pulls", "mean regret")
                .line("at random", upTo(longest), Arrays.stream(upTo(longest)).map(t -> t * atRandom).toArray());
        games.forEach((player, arms) -> chart.line(player, upTo(arms[0].length), growing(machines, arms)));
        return chart;
    }

    /** The mean over the machines of the regret so far, after each pull. */
    private static double[] growing(List<Bandit> machines, int[][] arms) {
        double[] mean = new double[arms[0].length];
        double sum = 0;
        for (int t = 0; t < mean.length; t++) {
            for (int i = 0; i < arms.length; i++) {
                sum += machines.get(i).regret(arms[i][t]) / arms.length;
            }
            mean[t] = sum;
        }
        return mean;
    }

    /** 1, 2 and so on. */
    private static double[] upTo(int last) {
        return IntStream.rangeClosed(1, last).asDoubleStream().toArray();
    }
}
