package fewshot.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.compare.Reproduction.Paper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReproductionTest {
    @Test
    void eachPaperIsTrainedForJustItsStepsAtItsOwnSetting() {
        for (Paper paper : Reproduction.PAPERS) {
            Entry entry = Contest.ALL.stream().filter(e -> e.method().equals(paper.method())).findFirst().orElseThrow();
            Plan plan = Reproduction.plan(paper);
            assertEquals(paper.setting(), plan.chosen(entry, paper.way()));
            assertEquals(List.of(paper.steps()), plan.steps(entry, new Plan.Key(paper.method(), paper.way(), paper.setting()), 1));
            assertTrue(entry.ways(List.of(5, 20)).contains(paper.way()), paper.method());
        }
    }

    @Test
    void aPublishedFigureIsFoundByItsWaysAndShots() {
        Paper paper = new Paper("m", 0, 1, Setting.NONE, true, "inductive", List.of(1.0, 2.0, 3.0, 4.0), "");
        assertEquals(List.of(1.0, 2.0, 3.0, 4.0),
                List.of(paper.published(5, 1), paper.published(5, 5), paper.published(20, 1), paper.published(20, 5)));
    }
}
