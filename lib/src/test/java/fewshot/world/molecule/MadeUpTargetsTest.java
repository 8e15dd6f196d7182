package fewshot.world.molecule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ExampleSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MadeUpTargetsTest {
    @Test
    void aSeedFixesThem() {
        Target one = MadeUpTargets.draw(2, 30, 1).get(1);
        Target again = MadeUpTargets.draw(3, 30, 1).get(1);
        assertEquals(one.smiles(1), again.smiles(1));
        assertArrayEquals(one.strengths(1), again.strengths(1));
        assertNotEquals(one.smiles(1), MadeUpTargets.draw(2, 30, 2).get(1).smiles(1));
        assertEquals("made-up 2", one.protein());
    }

    @Test
    void theyAreMoleculesAndWhatIsAlikeActsAlike() {
        List<Target> targets = MadeUpTargets.draw(6, 80, 3);
        int right = 0;
        for (Target target : targets) {
            ExampleSet set = target.fingerprints(512);
            assertEquals(80, set.size());
            right += IntStream.range(0, 2).map(c -> (int) IntStream.range(0, 40).filter(i -> nearest(set, c, i) == c).count()).sum();
        }
        assertTrue(right > 0.58 * 480, right + " of 480"); // 240 by chance, with a deviation of 11
    }

    /** The class of the molecule that shares most with one, itself left out. */
    private static int nearest(ExampleSet set, int classIndex, int index) {
        float[] own = set.pick(classIndex, index).floats();
        double best = -1;
        int nearest = -1;
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < set.count(c); i++) {
                float[] other = set.pick(c, i).floats();
                double both = IntStream.range(0, own.length).mapToDouble(b -> own[b] * other[b]).sum();
                double either = IntStream.range(0, own.length).mapToDouble(b -> Math.max(own[b], other[b])).sum();
                if ((c != classIndex || i != index) && both / either > best) {
                    best = both / either;
                    nearest = c;
                }
            }
        }
        return nearest;
    }
}
