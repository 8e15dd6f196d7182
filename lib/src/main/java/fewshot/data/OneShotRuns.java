package fewshot.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The twenty one-shot classification runs that come with Omniglot (Lake, Salakhutdinov and Tenenbaum, Science 2015): in
 * each, 20 characters of one evaluation alphabet, drawn by one person to learn from and by another to be named.
 *
 * @param images two classes a run, in this order: {@code run01/test}, {@code run01/training}, {@code run02/test}, …
 * @param answers {@code answers[run][i]} is the index of the training image that test image {@code i} shows, from 0
 */
public record OneShotRuns(ImageSet images, int[][] answers) {
    /** How many runs there are. */
    public static final int RUNS = 20;

    /** Characters in a run. */
    public static final int CHARACTERS = 20;

    /** The archive's name. */
    public static final String ARCHIVE = "all_runs.zip";

    private static final String ANSWERS = "class_labels.txt";
    private static final int MOST_SIDE = 300;

    /**
     * Reads the runs from {@value #ARCHIVE} in Omniglot's folder.
     *
     * @param side pixels down and across to scale to, 1 to {@value #MOST_SIDE}; 105 leaves the images as they are
     * @throws IllegalArgumentException if the archive is missing, damaged, or not the twenty runs
     */
    public static OneShotRuns load(Path folder, int side) {
        if (side < 1 || side > MOST_SIDE) {
            throw new IllegalArgumentException("OneShotRuns: side " + side + "; 1 to " + MOST_SIDE
                    + " is possible, and 105 the images' own");
        }
        Path file = folder.resolve(ARCHIVE);
        if (!file.toFile().isFile()) {
            throw new IllegalArgumentException("OneShotRuns: the folder " + folder + " has no " + ARCHIVE
                    + "; run data-download.sh, or let FEWSHOT_DATA name the folder that it filled");
        }
        RawImages raw = CharacterZip.read(file, side);
        boolean complete = raw.counts().length == 2 * RUNS;
        for (int count : raw.counts()) {
            complete &= count == CHARACTERS;
        }
        if (!complete) {
            throw new IllegalArgumentException(
                    file + " does not hold 20 runs of 20 and 20 images: delete it and run data-download.sh again");
        }
        int[][] answers = answers(file);
        int[] everyOne = IntStream.range(0, CHARACTERS).toArray();
        if (answers.length != RUNS
                || !Arrays.stream(answers).allMatch(run -> Arrays.equals(everyOne, Arrays.stream(run).sorted().toArray()))) {
            throw new IllegalArgumentException(file + " does not answer each of 20 test images with another training image in each"
                    + " of 20 runs: delete it and run data-download.sh again");
        }
        return new OneShotRuns(raw.toSet("Omniglot"), answers);
    }

    private static int[][] answers(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<ZipEntry> entries = CharacterZip.entries(file, zip, ANSWERS);
            int[][] answers = new int[Math.min(entries.size(), RUNS + 1)][];
            for (int run = 0; run < answers.length; run++) {
                String name = ARCHIVE + "!" + entries.get(run).getName();
                String text = new String(CharacterZip.bytes(name, zip, entries.get(run)), StandardCharsets.US_ASCII);
                answers[run] = text.lines().filter(line -> !line.isBlank()).sorted().mapToInt(OneShotRuns::answer).toArray();
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Of {@code run01/test/item01.png run01/training/class08.png}: 7. */
    private static int answer(String line) {
        String digits = line.strip().replaceAll(".*class(\\d+)\\.png$", "$1");
        try {
            return Integer.parseInt(digits) - 1;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(ARCHIVE + "!" + ANSWERS + " has the line \"" + line
                    + "\"; it should be like run01/test/item01.png run01/training/class08.png", e);
        }
    }
}
