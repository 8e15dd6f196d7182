package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.ImageSet;
import java.util.Arrays;
import java.util.Objects;

/**
 * One few-shot task: a support set with labels to learn from and a query set to be judged on (Vinyals 2016, section 4.1).
 *
 * <p>Images are class-major: the support is class 0's shots, then class 1's, and so on; the query set likewise. Labels
 * run from 0 to {@code way − 1} and mean nothing outside the episode. An episode holds Java bytes only; the arrays that
 * it hands out belong to the manager that they were asked for.
 *
 * @param way number of classes
 * @param shot support images a class
 * @param queries query images a class
 * @param height pixels down
 * @param width pixels across
 * @param support {@code way × shot} images, one byte a pixel, ink 255
 * @param query {@code way × queries} images, likewise
 * @param classNames the name of each class, index = label
 */
public record Episode(
        int way, int shot, int queries, int height, int width, byte[] support, byte[] query, String[] classNames) {

    /** Checks that the sizes fit together. */
    public Episode {
        check("support", support, way * shot, height * width);
        check("query", query, way * queries, height * width);
        if (classNames.length != way) {
            throw new IllegalArgumentException(
                    "Episode: " + way + " ways need " + way + " class names, but there are " + classNames.length);
        }
    }

    private static void check(String what, byte[] pixels, int images, int size) {
        if (images < 1 || pixels.length != images * size) {
            throw new IllegalArgumentException("Episode: the " + what + " set should hold " + images + " images of " + size
                    + " pixels, but it has " + pixels.length + " bytes");
        }
    }

    /** An episode made of chosen images: {@code supportImages[c]} and {@code queryImages[c]} index class {@code classes[c]}. */
    public static Episode of(ImageSet data, int[] classes, int[][] supportImages, int[][] queryImages) {
        int way = classes.length;
        String[] names = Arrays.stream(classes).mapToObj(data::className).toArray(String[]::new);
        return new Episode(way, supportImages[0].length, queryImages[0].length, data.height(), data.width(),
                gather(data, classes, supportImages), gather(data, classes, queryImages), names);
    }

    private static byte[] gather(ImageSet data, int[] classes, int[][] images) {
        int size = data.pixelsPerImage();
        byte[] all = new byte[classes.length * images[0].length * size];
        int offset = 0;
        for (int c = 0; c < classes.length; c++) {
            for (int image : images[c]) {
                data.copyImage(classes[c], image, all, offset);
                offset += size;
            }
        }
        return all;
    }

    /** The support images, {@code [way × shot, 1, height, width]}, ink 1 and paper 0. */
    public NDArray supportImages(NDManager manager) {
        return Pixels.toArray(manager, support, height, width);
    }

    /** The query images, {@code [way × queries, 1, height, width]}, ink 1 and paper 0. */
    public NDArray queryImages(NDManager manager) {
        return Pixels.toArray(manager, query, height, width);
    }

    /** Support and then query in one batch, {@code [way × (shot + queries), 1, height, width]}. */
    public NDArray allImages(NDManager manager) {
        return Pixels.toArray(manager, height, width, support, query);
    }

    /** The same support, with one image as the query; since each class has its queries, there is a copy of it for each class. */
    public Episode asking(byte[] image) {
        if (image.length != height * width) {
            throw new IllegalArgumentException("Episode: the image has " + image.length + " pixels, but those of this task have "
                    + height + " x " + width);
        }
        byte[] copies = new byte[way * image.length];
        for (int c = 0; c < way; c++) {
            System.arraycopy(image, 0, copies, c * image.length, image.length);
        }
        return new Episode(way, shot, 1, height, width, support, copies, classNames);
    }

    /** The pixels of one support image, a copy: {@code index} counts class by class. */
    public byte[] supportImage(int index) {
        return image(support, index);
    }

    /** The pixels of one query image, a copy: {@code index} counts class by class. */
    public byte[] queryImage(int index) {
        return image(query, index);
    }

    private byte[] image(byte[] images, int index) {
        int size = height * width;
        Objects.checkIndex(index, images.length / size);
        return Arrays.copyOfRange(images, index * size, (index + 1) * size);
    }

    /** The label of each support image, {@code [way × shot]}: 0 … 0, 1 … 1, and so on. */
    public int[] supportLabels() {
        return labels(shot);
    }

    /** The label of each query image, {@code [way × queries]}. */
    public int[] queryLabels() {
        return labels(queries);
    }

    private int[] labels(int each) {
        int[] labels = new int[way * each];
        Arrays.setAll(labels, i -> i / each);
        return labels;
    }

    @Override
    public String toString() {
        return way + "-way " + shot + "-shot episode, " + queries + " queries a class: " + String.join(", ", classNames);
    }
}
