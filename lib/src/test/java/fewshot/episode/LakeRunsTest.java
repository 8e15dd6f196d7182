package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.data.OneShotRuns;
import fewshot.data.Split;
import fewshot.evaluate.Evaluator;
import fewshot.evaluate.Score;
import fewshot.method.baseline.ModifiedHausdorff;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lake's twenty runs, from the archive itself; skipped where it is not. */
class LakeRunsTest {
    private static final int SIDE = 105;
    private static Path folder;
    private static Omniglot omniglot;
    private static LakeRuns runs;

    @BeforeAll
    static void load() {
        folder = Stream.of("FEWSHOT_DATA", "OMNIGLOT_MIRROR").map(System::getenv).filter(f -> f != null && !f.contains("://"))
                .map(Path::of).filter(f -> Files.exists(f.resolve(OneShotRuns.ARCHIVE))).findFirst().orElse(null);
        assumeTrue(folder != null, "no all_runs.zip: set FEWSHOT_DATA or OMNIGLOT_MIRROR");
        omniglot = Omniglot.load(folder);
        runs = new LakeRuns(OneShotRuns.load(folder, SIDE), omniglot.evaluation());
    }

    /** Each line of the file names a test image and a training image: the episode pairs just these two. */
    @Test
    void everyAnswerIsThatOfTheFile() throws IOException {
        List<Episode> episodes = runs.episodesForUntrained();
        assertEquals(20, episodes.size());
        int lines = 0;
        try (ZipFile zip = new ZipFile(folder.resolve(OneShotRuns.ARCHIVE).toFile())) {
            for (int run = 1; run <= 20; run++) {
                var labels = zip.getInputStream(zip.getEntry("run%02d/class_labels.txt".formatted(run)));
                try (BufferedReader reader = new BufferedReader(new InputStreamReader(labels))) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        String[] pair = line.trim().split(" ");
                        int place = Integer.parseInt(pair[1].substring(pair[1].length() - 6, pair[1].length() - 4)) - 1;
                        assertArrayEquals(pixels(zip, pair[0]), episodes.get(run - 1).queryImage(place), line);
                        assertArrayEquals(pixels(zip, pair[1]), episodes.get(run - 1).supportImage(place), line);
                        lines++;
                    }
                }
            }
        }
        assertEquals(400, lines);
    }

    /** By the JDK's own reader: ink where the picture is black. */
    private static byte[] pixels(ZipFile zip, String name) throws IOException {
        var image = ImageIO.read(zip.getInputStream(zip.getEntry(name)));
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (255 - (image.getRGB(i % SIDE, i / SIDE) & 255));
        }
        return pixels;
    }

    @Test
    @Tag("thorough")
    void modifiedHausdorffErrsInExactly38Point8PerCentAsInLakesDemo() {
        Score score = Evaluator.evaluate(new ModifiedHausdorff(), runs.episodesForUntrained());
        assertEquals(38.75, 100 - score.mean(), 1e-9); // 155 of 400; the demo prints 38.8
        assertEquals(20, score.episodes());
    }

    @Test
    void whoeverHasLearnedFromAnEvaluationAlphabetIsRefused() {
        assertEquals(20, runs.episodes(omniglot.background(), omniglot.smallBackground1().withRotations()).size());
        for (var seen : List.of(omniglot.evaluation(), omniglot.vinyals().train(), omniglot.vinyals().train().withRotations())) {
            String message = assertThrows(IllegalArgumentException.class, () -> runs.episodes(seen)).getMessage();
            assertTrue(message.contains("Angelic"), message);
        }
    }

    @Test
    void aLearnerOfVinyalsSplitIsAskedTheTwelveRunsOfWhoseAlphabetsItHasSeenNothing() {
        Split split = omniglot.vinyals();
        List<Episode> asked = runs.episodesUnseenBy(split.train().withRotations(), split.validation());
        assertEquals(12, asked.size());
        assertEquals(20, runs.episodesUnseenBy(omniglot.background()).size());
        Set<ByteBuffer> seen = new HashSet<>();
        for (ImageSet set : List.of(split.train(), split.validation())) {
            for (int c = 0; c < set.classes(); c++) {
                for (int i = 0; i < set.images(c); i++) {
                    seen.add(ByteBuffer.wrap(set.image(c, i)));
                }
            }
        }
        List<Episode> small = new LakeRuns(OneShotRuns.load(folder, 28), omniglot.evaluation())
                .episodesUnseenBy(split.train(), split.validation());
        for (Episode episode : small) {
            for (int i = 0; i < 20; i++) {
                assertFalse(seen.contains(ByteBuffer.wrap(episode.supportImage(i))) || seen.contains(ByteBuffer.wrap(episode.queryImage(i))),
                        episode.classNames()[i]);
            }
        }
        Episode refused = new LakeRuns(OneShotRuns.load(folder, 28), omniglot.evaluation()).episodesForUntrained().get(0);
        assertTrue(seen.contains(ByteBuffer.wrap(refused.supportImage(0))), "run 1 is of Atlantean, which is trained on");
    }

    @Test
    void theSmallBackgroundSetsHoldAsManyImagesAsTheirArchives() throws IOException {
        assertEquals(pngs("images_background_small1.zip"), omniglot.smallBackground1().size());
        assertEquals(pngs("images_background_small2.zip"), omniglot.smallBackground2().size());
    }

    private static long pngs(String archive) throws IOException {
        try (ZipFile zip = new ZipFile(folder.resolve(archive).toFile())) {
            return zip.stream().filter(e -> e.getName().endsWith(".png") && !e.getName().startsWith("__MACOSX")).count();
        }
    }

    @Test
    void aFolderWithoutTheRunsIsNamed() {
        String message = assertThrows(IllegalArgumentException.class, () -> OneShotRuns.load(Path.of("/nowhere"), 28)).getMessage();
        assertTrue(message.contains("/nowhere") && message.contains("all_runs.zip"), message);
    }
}
