package fewshot.world.molecule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against another implementation: RDKit 2026.09, MorganGenerator of radius 2, as sets of kinds of surroundings before any folding. */
class EcfpTest {
    /** Wide enough that none of these fall together. */
    private final Ecfp ecfp = new Ecfp(1 << 16);

    @ParameterizedTest
    @CsvSource({"ethanol,CCO,6", "propanamide,CCC(=O)N,11", "butyramide,CCCC(N)=O,14", "benzene,c1ccccc1,3", "benzene with its bonds,C1=CC=CC=C1,3",
        "aspirin,CC(=O)Oc1ccccc1C(=O)O,25", "caffeine,Cn1cnc2c1c(=O)n(C)c(=O)n2C,25", "ibuprofen,CC(C)Cc1ccc(cc1)C(C)C(=O)O,26",
        "paracetamol,CC(=O)Nc1ccc(O)cc1,21", "nicotine,CN1CCCC1c1cccnc1,30", "glucose,OCC1OC(O)C(O)C(O)C1O,18"})
    void aMoleculeHasABitForEachKindOfSurrounding(String name, String smiles, int kinds) {
        assertEquals(kinds, ecfp.of(smiles).cardinality(), name);
    }

    @ParameterizedTest
    @CsvSource({"phenol and benzoic acid,Oc1ccccc1,OC(=O)c1ccccc1,7,20", "toluene and phenol,Cc1ccccc1,Oc1ccccc1,6,16",
        "aspirin and benzoic acid,CC(=O)Oc1ccccc1C(=O)O,OC(=O)c1ccccc1,11,30", "aspirin and paracetamol,CC(=O)Oc1ccccc1C(=O)O,CC(=O)Nc1ccc(O)cc1,9,37"})
    void twoMoleculesShareTheBitsOfWhatTheyHaveInCommon(String name, String one, String other, int shared, int together) {
        BitSet both = ecfp.of(one);
        both.and(ecfp.of(other));
        BitSet either = ecfp.of(one);
        either.or(ecfp.of(other));
        assertEquals(shared, both.cardinality(), name);
        assertEquals(together, either.cardinality(), name);
    }
}
