package fewshot.world.molecule;

import fewshot.state.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A stand-in where {@link Molecules} are not there: chains of pieces such as rings and amides, and targets on which each piece has an
 * effect. The effect is half common to all targets and half a target's own, so that there is something to learn from one for the next;
 * it says nothing of real molecules.
 */
public final class MadeUpTargets {
    /** What results and plots should call such data. */
    public static final String NAME = "made-up molecules";

    /** Each is entered at its first atom and left at the last outside parentheses. */
    private static final List<String> PIECES = List.of("C", "CC", "C(C)", "C(=O)N", "C(=O)", "O", "N", "S", "C(F)", "C(Cl)", "C(O)", "C(N)",
            "c1ccc(cc1)", "c1cnc(cc1)", "C1CCC(CC1)", "C(C#N)", "c1cccc(c1)", "S(=O)(=O)");
    private static final int LEAST = 4;
    private static final int MOST = 8;
    private static final double NOISE = 0.5;

    private MadeUpTargets() {}

    /**
     * Draws targets.
     *
     * @param targets how many
     * @param molecules of each, at least 2
     * @param seed fixes them
     * @return named {@code made-up 1} and so on, each of a protein of its own
     */
    public static List<Target> draw(int targets, int molecules, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] common = effects(random);
        return IntStream.rangeClosed(1, targets).mapToObj(i -> target("made-up " + i, molecules, common, random.split())).toList();
    }

    private static double[] effects(SplittableRandom random) {
        return PIECES.stream().mapToDouble(piece -> random.nextGaussian()).toArray();
    }

    private static Target target(String name, int molecules, double[] common, SplittableRandom random) {
        Stop.before("a target");
        double[] own = effects(random);
        List<String> smiles = new ArrayList<>();
        double[] strengths = new double[molecules];
        for (int m = 0; m < molecules; m++) {
            StringBuilder chain = new StringBuilder("C");
            strengths[m] = NOISE * random.nextGaussian();
            for (int left = random.nextInt(LEAST, MOST + 1); left > 0; left--) {
                int piece = random.nextInt(PIECES.size());
                chain.append(PIECES.get(piece));
                strengths[m] += common[piece] + own[piece];
            }
            smiles.add(chain.append('C').toString());
        }
        return new Target(name, smiles, strengths);
    }
}
