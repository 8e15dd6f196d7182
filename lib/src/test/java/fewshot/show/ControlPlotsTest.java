package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.episode.control.Bandit;
import fewshot.episode.control.Goal;
import fewshot.episode.control.Navigation;
import fewshot.episode.control.Trips;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ControlPlotsTest {
    @Test
    void aPathBeginsInTheMiddleAndGoesWhereTheTripWent() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Trips trips = new Navigation(3, 1e-9, 1).walk(manager, List.of(new Goal(0.5, 0), new Goal(0, 0.5)), 2,
                    at -> at.zerosLike().add(at.getManager().create(new float[] {0.1f, 0})), 0);
            String text = ControlPlots.paths("walked", trips, 1).toString();
            assertTrue(text.contains("to goal 1, line through 4 points, from (0, 0) to (0.3,"), text);
            assertTrue(text.contains("goal 1, at (0.5, 0)") && !text.contains("goal 2"), text);
        }
    }

    @Test
    void aGoalHasTheColourOfItsTripAndNoOther() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Trips trips = new Navigation(3, 1e-9, 1).walk(manager, List.of(new Goal(0.5, 0), new Goal(0, 0.5)), 2, NDArray::zerosLike, 0);
            JsonNode drawn = new ObjectMapper().valueToTree(ControlPlots.paths("walked", trips, 2).bundle().data().get("application/vnd.plotly.v1+json")).get("data");
            List<String> colours = IntStream.range(0, 4).mapToObj(i -> drawn.path(i).path(i % 2 == 0 ? "line" : "marker").path("color").asText()).toList();
            assertTrue(colours.get(0).startsWith("#") && colours.get(0).equals(colours.get(1)) && colours.get(2).equals(colours.get(3))
                    && !colours.get(0).equals(colours.get(2)), colours + " in " + drawn);
        }
    }

    @Test
    void anArmsRowIsItsRank() {
        String text = ControlPlots.pulls("played", new Bandit(new double[] {0.2, 0.9, 0.5}, 1), 0, 1).toString();
        assertTrue(text.contains("pulls, 2 points, from (1, 3) to (2, 1)"), text);
    }

    @Test
    void regretGrowsByTheMeanOfWhatEachPullLosesOfItsOwnMachine() {
        List<Bandit> two = List.of(new Bandit(new double[] {0.2, 0.9}, 1), new Bandit(new double[] {0.6, 0.5}, 2));
        // The first pulls lose 0.7 and 0, the second ones nothing and 0.1: 0.35 on average, then 0.05 more. At random it is 0.35 and 0.05 in a pull.
        String text = ControlPlots.regret("lost", two, Map.of("someone", new int[][] {{0, 1}, {0, 1}})).toString();
        assertTrue(text.contains("someone, line through 2 points, from (1, 0.35) to (2, 0.4)"), text);
        assertTrue(text.contains("at random, line through 2 points, from (1, 0.2) to (2, 0.4)"), text);
    }
}
