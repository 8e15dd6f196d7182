package fewshot.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Omniglot: 1,623 handwritten characters of 50 alphabets, each drawn once by 20 people (Lake, Salakhutdinov and
 * Tenenbaum, Science 2015), as 28 × 28 grey images.
 *
 * <p>The order of the classes is the one that splits refer to: the 30 background alphabets from A to Z, then the 20
 * evaluation alphabets from A to Z; in each the characters by name, such as {@code Latin/character07}.
 *
 * <p>The images are read straight from the archives that {@code data-download.sh} fetches, and kept, decoded, in a cache
 * file beside them (in the user's cache folder where that one is read-only), so that the next start is quick.
 */
public final class Omniglot {
    /** Pixels down and across, after scaling from 105. */
    public static final int SIDE = 28;

    private static final int FULL_SIDE = 105;
    static final int BACKGROUND_CLASSES = 964;
    static final int EVALUATION_CLASSES = 659;
    private static final int VINYALS_TRAIN_AND_VALIDATION = 1200;
    private static final List<String> VALIDATION_ALPHABETS =
            List.of("Armenian", "Bengali", "Early_Aramaic", "Hebrew", "Mkhedruli_(Georgian)");

    private final Path folder;
    private final ImageSet all;

    private Omniglot(Path folder, ImageSet all) {
        this.folder = folder;
        this.all = all;
    }

    /**
     * Whether {@link #load()} would find the archives.
     *
     * @see OmniglotFolder#find where it looks
     */
    public static boolean available() {
        return OmniglotFolder.find().filter(OmniglotFolder::holdsArchives).isPresent();
    }

    /**
     * Reads Omniglot from the folder that the system property {@code fewshot.data} names, else the environment variable
     * {@code FEWSHOT_DATA}, else {@code data/omniglot} in the working directory or the nearest parent that has one.
     *
     * @throws IllegalStateException if there is no such folder
     * @throws IllegalArgumentException if an archive is damaged
     */
    public static Omniglot load() {
        return load(SIDE);
    }

    /**
     * The same with images of another size.
     *
     * @param side pixels down and across, 1 to 105; 105 leaves the images as they are, which takes 360 MB
     */
    public static Omniglot load(int side) {
        if (side < 1 || side > FULL_SIDE) {
            throw new IllegalArgumentException("Omniglot: images of side " + side + "; 1 to " + FULL_SIDE + " is possible");
        }
        return load(side, OmniglotFolder.find().orElseThrow(() -> new IllegalStateException(
                "Omniglot is not here: no folder data/omniglot in " + Path.of("").toAbsolutePath()
                        + " or above it; run data-download.sh, or set FEWSHOT_DATA to the folder that holds "
                        + OmniglotFolder.BACKGROUND)));
    }

    /**
     * Reads Omniglot from a folder that holds {@code images_background.zip} and {@code images_evaluation.zip}.
     *
     * @throws IllegalStateException if one of the two is missing
     * @throws IllegalArgumentException if an archive is damaged or is not the one it should be
     */
    public static Omniglot load(Path folder) {
        return load(SIDE, folder);
    }

    private static Omniglot load(int side, Path folder) {
        return load(side, folder, ImageCache.places(folder, "omniglot-" + side + ".cache"));
    }

    /** The same with a choice of cache files: the first that is good is read, the first that can be is written. */
    static Omniglot load(int side, Path folder, List<Path> caches) {
        OmniglotFolder.check(folder);
        Path background = folder.resolve(OmniglotFolder.BACKGROUND);
        Path evaluation = folder.resolve(OmniglotFolder.EVALUATION);
        try {
            String fingerprint = ImageCache.fingerprint(side, background, evaluation);
            Optional<RawImages> cached =
                    caches.stream().flatMap(cache -> ImageCache.read(cache, fingerprint).stream()).filter(images -> complete(side, images)).findFirst();
            RawImages images = cached.orElseGet(() -> decode(side, background, evaluation));
            if (cached.isEmpty()) {
                caches.stream().anyMatch(cache -> ImageCache.write(cache, fingerprint, images));
            }
            return new Omniglot(folder, images.toSet("Omniglot"));
        } catch (IOException e) {
            throw new UncheckedIOException("Omniglot: " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean complete(int side, RawImages images) {
        return images.side() == side && images.counts().length == BACKGROUND_CLASSES + EVALUATION_CLASSES
                && images.classNames().stream().allMatch(name -> name.indexOf('/') > 0);
    }

    private static RawImages decode(int side, Path background, Path evaluation) {
        List<RawImages> both = Stream.of(background, evaluation).parallel().map(zip -> CharacterZip.read(zip, side)).toList();
        checkClasses(background, both.get(0), BACKGROUND_CLASSES);
        checkClasses(evaluation, both.get(1), EVALUATION_CLASSES);
        return both.get(0).followedBy(both.get(1));
    }

    private static void checkClasses(Path zip, RawImages images, int expected) {
        if (images.counts().length != expected) {
            throw new IllegalArgumentException(zip + " holds " + images.counts().length + " characters; Omniglot's has "
                    + expected + ": delete it and run data-download.sh again");
        }
    }

    /** The folder that the archives lie in. */
    public Path folder() {
        return folder;
    }

    /** All 1,623 classes. */
    public ImageSet all() {
        return all;
    }

    /** Lake's background set: 964 classes of 30 alphabets. */
    public ImageSet background() {
        return all.range("Lake", 0, BACKGROUND_CLASSES);
    }

    /** Lake's evaluation set: 659 classes of 20 alphabets. */
    public ImageSet evaluation() {
        return all.range("Lake", BACKGROUND_CLASSES, all.classes());
    }

    /** The first of Lake's small background sets, for the "minimal" condition: 136 classes of 5 alphabets. */
    public ImageSet smallBackground1() {
        return alphabets(List.of("Balinese", "Early_Aramaic", "Greek", "Korean", "Latin"));
    }

    /** The second of Lake's small background sets: 156 classes of 5 alphabets, two of them shared with the first. */
    public ImageSet smallBackground2() {
        return alphabets(List.of("Greek", "Japanese_(katakana)", "Latin", "Sanskrit", "Tagalog"));
    }

    private ImageSet alphabets(List<String> names) {
        return all.subset("Lake", IntStream.range(0, BACKGROUND_CLASSES)
                .filter(c -> names.contains(alphabet(all.className(c)))).toArray());
    }

    /** The first 1,200 classes, for a final training that needs no validation. */
    public ImageSet vinyalsTrainAndValidation() {
        return all.range("Vinyals", 0, VINYALS_TRAIN_AND_VALIDATION);
    }

    /**
     * Vinyals' split (2016): the first 1,200 classes train and validate, the last 423 test. Validation is the 172
     * characters of Armenian, Bengali, Early Aramaic, Hebrew and Mkhedruli; 1,028 remain to train. Rotations are the
     * caller's to add: {@link Split#withRotations}.
     */
    public Split vinyals() {
        return split("Vinyals", VINYALS_TRAIN_AND_VALIDATION);
    }

    /**
     * Lake's split (2015): whole alphabets. The 20 evaluation alphabets test. Of the 30 background alphabets the five that
     * Vinyals' split validates on are set aside here too (172 classes), and 25 train (792 classes); Lake had no
     * validation set, so for his setting train on {@link #background()}.
     */
    public Split lake() {
        return split("Lake", BACKGROUND_CLASSES);
    }

    private Split split(String name, int firstOfTest) {
        IntPredicate validates = c -> VALIDATION_ALPHABETS.contains(alphabet(all.className(c)));
        int[] train = IntStream.range(0, firstOfTest).filter(validates.negate()).toArray();
        int[] validation = IntStream.range(0, firstOfTest).filter(validates).toArray();
        return new Split(name, all.subset(name, train), all.subset(name, validation),
                all.range(name, firstOfTest, all.classes()));
    }

    /** What stands before the first slash in a class's name, such as {@code Latin}; nothing if there is none. */
    public static String alphabet(String className) {
        return className.substring(0, Math.max(0, className.indexOf('/')));
    }

    @Override
    public String toString() {
        return all + ", from " + folder;
    }
}
