package fewshot.method.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.ImageSet;
import fewshot.episode.Pixels;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What an encoder that is trained no more makes of images, inductively: each image goes through it once, and after that is
 * known by its pixels. A step of training that reads 800 images then takes the time of reading them, not of seeing them.
 *
 * <p>With images to go by, each feature is standardised, {@code (feature − mean) / deviation}, both over 1,000 of those images.
 *
 * <p>If the encoder's weights have changed after all, all that it made before is forgotten. Not safe for use from several
 * threads.
 */
final class Embeddings {
    /** As many images as go through the encoder together: the activations of 800 would take over half a gigabyte. */
    private static final int AT_ONCE = 200;

    private static final int TYPICAL = 1000;

    private final Network encoder;
    private final Optional<ImageSet> typical;
    private final int features;
    private final Map<Long, float[]> known = new HashMap<>();
    private float[] weights = {};
    private Optional<Standardisation> standard = Optional.empty();

    /**
     * With nothing known yet.
     *
     * @param encoder makes vectors
     * @param typical images that say how large a feature usually is, from the training classes; empty to leave them as they are
     */
    Embeddings(Network encoder, Optional<ImageSet> typical) {
        this.encoder = encoder;
        this.typical = typical;
        this.features = Math.toIntExact(encoder.output().size());
    }

    /**
     * The embeddings of some images.
     *
     * @param pixels whole images one after the other, one byte a pixel, ink 255
     * @return {@code [n, features]}, owned by {@code manager}; no gradient goes through it
     */
    NDArray of(NDManager manager, byte[] pixels, int height, int width) {
        forgetIfChanged(manager);
        float[] all = known(manager, pixels, height, width);
        return Pixels.toArray(manager, all, new Shape(all.length / features, features));
    }

    private void forgetIfChanged(NDManager manager) {
        float[] now = encoder.trainable().get(0).getArray().toFloatArray();
        if (!Arrays.equals(now, weights)) {
            known.clear();
            standard = Optional.empty();
            standard = typical.map(images -> Standardisation.of(
                    known(manager, some(images), images.height(), images.width()), features));
            standard.ifPresent(s -> known.values().forEach(s::apply)); // what comes later is standardised as it comes
            weights = now;
        }
    }

    /** Images of classes that lie evenly over the whole set. */
    private static byte[] some(ImageSet images) {
        int count = Math.min(TYPICAL, images.size());
        byte[] pixels = new byte[count * images.pixelsPerImage()];
        for (int i = 0; i < count; i++) {
            int c = (int) ((long) i * images.classes() / count);
            images.copyImage(c, i % images.images(c), pixels, i * images.pixelsPerImage());
        }
        return pixels;
    }

    /** The embedding of each image, one after the other. */
    private float[] known(NDManager manager, byte[] pixels, int height, int width) {
        int size = height * width;
        Long[] names = new Long[pixels.length / size];
        Arrays.setAll(names, i -> name(pixels, i * size, size));
        learn(manager, names, pixels, height, width);
        float[] all = new float[names.length * features];
        for (int i = 0; i < names.length; i++) {
            System.arraycopy(known.get(names[i]), 0, all, i * features, features);
        }
        return all;
    }

    private void learn(NDManager manager, Long[] names, byte[] pixels, int height, int width) {
        Map<Long, Integer> unknown = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (!known.containsKey(names[i])) {
                unknown.putIfAbsent(names[i], i);
            }
        }
        List<Map.Entry<Long, Integer>> images = List.copyOf(unknown.entrySet());
        for (int from = 0; from < images.size(); from += AT_ONCE) {
            look(manager, images.subList(from, Math.min(from + AT_ONCE, images.size())), pixels, height, width);
        }
    }

    /** Embeds some images, each with its name and where it stands among the pixels. */
    private void look(NDManager manager, List<Map.Entry<Long, Integer>> images, byte[] pixels, int height, int width) {
        int size = height * width;
        byte[] gathered = new byte[images.size() * size];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(pixels, images.get(i).getValue() * size, gathered, i * size, size);
        }
        try (NDManager work = manager.newSubManager()) {
            float[] made = encoder.forward(Pixels.toArray(work, gathered, height, width), BatchNormMode.INDUCTIVE).toFloatArray();
            for (int i = 0; i < images.size(); i++) {
                float[] embedding = Arrays.copyOfRange(made, i * features, (i + 1) * features);
                standard.ifPresent(s -> s.apply(embedding));
                known.put(images.get(i).getKey(), embedding);
            }
        }
    }

    /** Two checksums side by side, 64 bits: among 100,000 images, two share them once in four thousand million sets. */
    private static long name(byte[] pixels, int from, int size) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        one.update(pixels, from, size);
        other.update(pixels, from, size);
        return one.getValue() << 32 | other.getValue();
    }
}
