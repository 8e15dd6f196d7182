package fewshot.world.molecule;

import java.util.BitSet;
import org.openscience.cdk.exception.CDKException;
import org.openscience.cdk.fingerprint.CircularFingerprinter;
import org.openscience.cdk.interfaces.IAtomContainer;
import org.openscience.cdk.silent.SilentChemObjectBuilder;
import org.openscience.cdk.smiles.SmilesParser;

/**
 * Extended-connectivity fingerprints of diameter 4 (ECFP4; Rogers and Hahn, J. Chem. Inf. Model. 2010): a bit for each kind of
 * surrounding, up to two bonds wide, that an atom of the molecule has, hashed and folded into so many bits. Two molecules share as
 * many bits as they share kinds of surroundings, but for the few that fall together. Computed by CDK.
 *
 * <p>Not for use from several threads: make one for each.
 */
public final class Ecfp {
    private static final int LONGEST = 2000;
    private static final int MOST_ATOMS = 500;

    private final SmilesParser parser = new SmilesParser(SilentChemObjectBuilder.getInstance());
    private final CircularFingerprinter fingerprinter;

    /**
     * A maker of fingerprints.
     *
     * @param bits how many numbers one has: a power of two, 1,024 in most work
     */
    public Ecfp(int bits) {
        if (bits < 1 || bits > 1 << 16 || Integer.bitCount(bits) != 1) {
            throw new IllegalArgumentException("Ecfp: " + bits + " bits; there should be a power of two of them, at most 65536");
        }
        fingerprinter = new CircularFingerprinter(CircularFingerprinter.CLASS_ECFP4, bits);
    }

    /**
     * The fingerprint of a molecule.
     *
     * @param smiles its formula as a line, such as {@code CCC(=O)N} (Weininger 1988)
     * @throws IllegalArgumentException if it is none, or longer than 2,000 characters or larger than 500 atoms
     */
    public BitSet of(String smiles) {
        if (smiles.isBlank() || smiles.length() > LONGEST) {
            throw new IllegalArgumentException("Ecfp: a SMILES of " + smiles.length() + " characters; there should be 1 to " + LONGEST);
        }
        try {
            IAtomContainer molecule = parser.parseSmiles(smiles);
            if (molecule.getAtomCount() > MOST_ATOMS) {
                throw new IllegalArgumentException("Ecfp: " + smiles + " has " + molecule.getAtomCount() + " atoms; at most " + MOST_ATOMS
                        + " are read");
            }
            return fingerprinter.getBitFingerprint(molecule).asBitSet();
        } catch (CDKException e) {
            throw new IllegalArgumentException("Ecfp: " + smiles + " is no molecule in SMILES: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    @Override
    public String toString() {
        return "ECFP4 of " + fingerprinter.getSize() + " bits";
    }
}
