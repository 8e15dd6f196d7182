package fewshot.episode.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.episode.EngineArrays;
import java.util.Arrays;

/**
 * Some sequences of labelled images, all of one length, for what reads them one image at a time: at each step it sees an
 * image and the label of the one before, and says what the image's own label is (Santoro et al. 2016, section 2).
 *
 * <p>Image t of sequence b stands at {@code t × size + b}: step after step. It holds Java numbers only; the arrays that it
 * hands out belong to the manager that they were asked for.
 *
 * @param way how many labels there are
 * @param size how many sequences
 * @param examples {@code time × size} of them
 * @param labels the label of each, 0 to {@code way − 1}
 */
public record SequenceBatch(int way, int size, Examples examples, int[] labels) {
    /** Checks that the sizes fit together and that every label is one. */
    public SequenceBatch {
        if (size < 1 || labels.length == 0 || labels.length % size != 0 || examples.size() != labels.length) {
            throw new IllegalArgumentException("SequenceBatch: " + labels.length + " labels and " + examples + " for " + size
                    + " sequences; each example needs a label, and all sequences one length");
        }
        if (way < 1 || way > 255) {
            throw new IllegalArgumentException("SequenceBatch: " + way + " labels; there may be 1 to 255");
        }
        int last = way - 1;
        if (Arrays.stream(labels).anyMatch(label -> label < 0 || label > last)) {
            throw new IllegalArgumentException("SequenceBatch: a label is not from 0 to " + last);
        }
    }

    /** Of grey images: {@code pixels} has {@code time × size} of them, one byte a pixel, ink 255. */
    public SequenceBatch(int way, int size, int height, int width, byte[] pixels, int[] labels) {
        this(way, size, Examples.bytes(pixels, 1, height, width), labels);
    }

    /** An episode's support as one sequence, in {@linkplain Episode#inReadingOrder its own random order}. */
    public static SequenceBatch ofSupport(Episode episode) {
        Episode read = episode.inReadingOrder();
        return new SequenceBatch(read.way(), 1, read.support(), read.supportLabels());
    }

    /**
     * The same sequences, for a reader that knows more labels; the others do not occur.
     *
     * @throws IllegalArgumentException if a label that occurs is not among them
     */
    public SequenceBatch among(int labelsKnown) {
        return new SequenceBatch(labelsKnown, size, examples, labels);
    }

    /** Images in each sequence. */
    public int time() {
        return labels.length / size;
    }

    /** Pixels down, if these are images. */
    public int height() {
        return examples.height();
    }

    /** Pixels across, if these are images. */
    public int width() {
        return examples.width();
    }

    /** The bytes of all images. */
    public byte[] pixels() {
        return examples.bytes();
    }

    /** All examples at once, {@code [time × size, …shape…]}; of images with ink 1 and paper 0. */
    public NDArray images(NDManager manager) {
        return EngineArrays.of(manager, examples);
    }

    /** {@code [time, size, way]}: 1 at each image's label, else 0. */
    public NDArray labels(NDManager manager) {
        return oneHot(manager, labels, way);
    }

    /** {@code [time, size, way]}: the label of the image one step before; zeros at the first step. */
    public NDArray labelsBefore(NDManager manager) {
        int[] before = new int[labels.length];
        Arrays.fill(before, 0, size, way); // one label too many, which is then cut off
        System.arraycopy(labels, 0, before, size, labels.length - size);
        return oneHot(manager, before, way + 1).get(new NDIndex(":, :, :{}", way));
    }

    private NDArray oneHot(NDManager manager, int[] numbers, int depth) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return EngineArrays.ofBytes(manager, bytes, new Shape(time(), size)).oneHot(depth);
    }

    /** For each image how many of its label its sequence has shown so far, itself included: 1 at the first instance. */
    public int[] instances() {
        int[] shown = new int[size * way];
        int[] instances = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            instances[i] = ++shown[i % size * way + labels[i]];
        }
        return instances;
    }
}
