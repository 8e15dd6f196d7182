package fewshot.method.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TanimotoNeighbourTest {
    private static BitSet bits(int... ones) {
        BitSet set = new BitSet();
        Arrays.stream(ones).forEach(set::set);
        return set;
    }

    @Test
    void theScoreIsTheLargestSharedPartOfTheClassWorkedByHand() {
        Examples support = Examples.bits(List.of(bits(0, 1, 2, 3), bits(6), bits(1, 2)), 8);
        Examples query = Examples.bits(List.of(bits(1, 2, 3, 4), bits()), 8);
        Episode episode = new Episode(support, new int[] {0, 0, 1}, query, new int[] {0, 1}, new String[] {"a", "b"});
        try (NDManager manager = NDManager.newBaseManager()) {
            // {1,2,3,4} and {0,1,2,3}: 3 of 5; and {1,2}: 2 of 4. No bits at all: nothing in common.
            assertArrayEquals(new float[] {0.6f, 0.5f, 0, 0}, new TanimotoNeighbour().logits(manager, episode).toFloatArray(), 1e-6f);
        }
    }
}
