package fewshot.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Square images on their way into an {@link ImageSet}: what a reader fills and what the cache stores.
 *
 * @param side pixels down and across
 * @param pixels all images, class after class, ink 255
 * @param classNames one name a class
 * @param counts the number of images of each class
 */
record RawImages(int side, byte[] pixels, List<String> classNames, int[] counts) {

    ImageSet toSet(String name) {
        return ImageSet.of(name, side, side, pixels, classNames, counts);
    }

    /** These classes and then those of {@code next}. */
    RawImages followedBy(RawImages next) {
        byte[] both = new byte[pixels.length + next.pixels.length];
        System.arraycopy(pixels, 0, both, 0, pixels.length);
        System.arraycopy(next.pixels, 0, both, pixels.length, next.pixels.length);
        List<String> names = new ArrayList<>(classNames);
        names.addAll(next.classNames);
        int[] all = new int[counts.length + next.counts.length];
        System.arraycopy(counts, 0, all, 0, counts.length);
        System.arraycopy(next.counts, 0, all, counts.length, next.counts.length);
        return new RawImages(side, both, names, all);
    }
}
