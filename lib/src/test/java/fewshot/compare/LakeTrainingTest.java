package fewshot.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ImageSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LakeTrainingTest {
    @Test
    void eachAlphabetIsTakenAsItIsAndTurnedAndNoTwoAreMixed() {
        ImageSet set = ImageSet.of("made", 2, 2, new byte[5 * 4], List.of("A/1", "B/1", "A/2", "B/2", "A/3"), new int[] {1, 1, 1, 1, 1});
        List<ImageSet> alphabets = LakeTraining.alphabets(set.withRotations()).toList();
        assertEquals(8, alphabets.size());
        assertEquals(List.of("A/1", "A/2", "A/3"), alphabets.get(0).classNames());
        assertEquals(List.of("A/1 rot90", "A/2 rot90", "A/3 rot90"), alphabets.get(1).classNames());
        assertEquals(List.of("B/1 rot270", "B/2 rot270"), alphabets.get(7).classNames());
    }

    @Test
    void formsDifferByOneChangeFromOneBefore() {
        List<LakeTraining.Form> forms = LakeTraining.FORMS;
        for (int i = 1; i < forms.size(); i++) {
            LakeTraining.Form own = forms.get(i);
            assertTrue(forms.subList(0, i).stream().anyMatch(f -> changes(f, own) == 1), own.toString());
        }
    }

    private static int changes(LakeTraining.Form a, LakeTraining.Form b) {
        return (a.side() == b.side() ? 0 : 1) + (a.filters() == b.filters() ? 0 : 1) + (a.within() == b.within() ? 0 : 1)
                + (a.distortion() == b.distortion() ? 0 : 1);
    }
}
