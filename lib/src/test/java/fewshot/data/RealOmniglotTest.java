package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The published facts about Omniglot and its splits; skipped where there is no Omniglot. */
class RealOmniglotTest {
    private static Omniglot omniglot;

    @BeforeAll
    static void load() {
        Optional<Path> folder = Stream.concat(OmniglotFolder.find().stream(),
                        Optional.ofNullable(System.getenv("OMNIGLOT_MIRROR")).filter(m -> !m.contains("://")).map(Path::of).stream())
                .filter(OmniglotFolder::holdsArchives).findFirst();
        assumeTrue(folder.isPresent(), "no Omniglot: run data-download.sh, or set FEWSHOT_DATA or OMNIGLOT_MIRROR");
        omniglot = Omniglot.load(folder.get());
    }

    private static Set<String> alphabets(ImageSet set) {
        return set.classNames().stream().map(n -> n.substring(0, n.indexOf('/'))).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thereAre1623CharactersBy20Hands() {
        assertEquals(1623, omniglot.all().classes());
        assertEquals(32460, omniglot.all().size());
        for (int c = 0; c < 1623; c++) {
            assertEquals(20, omniglot.all().images(c));
        }
        assertEquals("Omniglot", omniglot.all().name());
        assertEquals(50, alphabets(omniglot.all()).size());
    }

    @Test
    void vinyalsTestClassesBeginAtGurmukhiCharacter42() {
        Split split = omniglot.vinyals();
        assertEquals("Gurmukhi/character42", split.test().className(0));
        assertEquals(423, split.test().classes());
        assertEquals(172, split.validation().classes());
        assertEquals(1028, split.train().classes());
        assertEquals(Set.of("Armenian", "Bengali", "Early_Aramaic", "Hebrew", "Mkhedruli_(Georgian)"), alphabets(split.validation()));
        assertEquals(1200, omniglot.vinyalsTrainAndValidation().classes());
        assertEquals(List.of("Vinyals", "Vinyals", "Vinyals"),
                Stream.of(split.train(), split.validation(), split.test()).map(ImageSet::split).toList());
        assertEquals(4112, split.withRotations().train().classes());
    }

    @Test
    void lakesSplitKeepsAlphabetsWhole() {
        Split split = omniglot.lake();
        assertEquals(25, alphabets(split.train()).size());
        assertEquals(5, alphabets(split.validation()).size());
        assertEquals(20, alphabets(split.test()).size());
        assertEquals(964, split.train().classes() + split.validation().classes());
        assertEquals(964, omniglot.background().classes());
        assertEquals(659, omniglot.evaluation().classes());
        assertTrue(alphabets(omniglot.background()).contains("Latin"));
        assertTrue(alphabets(omniglot.evaluation()).contains("Tibetan"));
    }

    /** Every 599th image, read by the JDK and scaled by a double loop over the definition of the filter. */
    @Test
    void imagesAreWhatTheJdkReadsScaledByTheTriangleFilter() throws IOException {
        try (ZipFile zip = new ZipFile(omniglot.folder().resolve("images_evaluation.zip").toFile())) {
            List<String> names = zip.stream().map(e -> e.getName()).filter(n -> n.endsWith(".png")).sorted().toList();
            for (int i = 0; i < names.size(); i += 599) {
                BufferedImage original;
                try (InputStream in = zip.getInputStream(zip.getEntry(names.get(i)))) {
                    original = ImageIO.read(in);
                }
                byte[] image = omniglot.evaluation().image(i / 20, i % 20);
                for (int p = 0; p < 784; p++) {
                    assertEquals(scaled(original, p % 28, p / 28), image[p] & 255, 0.52, names.get(i));
                }
            }
        }
    }

    private static double scaled(BufferedImage image, int column, int row) {
        double sum = 0;
        double weights = 0;
        for (int y = 0; y < 105; y++) {
            for (int x = 0; x < 105; x++) {
                double across = Math.max(0, 1 - Math.abs(x + 0.5 - (column + 0.5) * 3.75) / 3.75);
                double down = Math.max(0, 1 - Math.abs(y + 0.5 - (row + 0.5) * 3.75) / 3.75);
                sum += across * down * (255 - (image.getRGB(x, y) & 255));
                weights += across * down;
            }
        }
        return sum / weights;
    }

    @Test
    void theCacheOfTheFolderIsThere() {
        assertTrue(ImageCache.places(omniglot.folder(), "omniglot-28.cache").stream().anyMatch(Files::exists));
    }
}
