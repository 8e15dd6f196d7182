package fewshot.method.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What an encoder that is trained no more makes of examples, inductively: each goes through it once, and after that is
 * known by its numbers. A step of training that reads 800 images then takes the time of reading them, not of seeing them.
 *
 * <p>With examples to go by, each feature is standardised, {@code (feature − mean) / deviation}, both over 1,000 of those.
 *
 * <p>If anything in the encoder has changed after all, weights or running statistics, all that it made before is forgotten.
 * Several threads may ask; they wait for each other.
 */
final class Embeddings {
    /** As many examples as go through the encoder together: the activations of 800 images would take over half a gigabyte. */
    private static final int AT_ONCE = 200;
    private static final int TYPICAL = 1000;

    private final Network encoder;
    private final Optional<ExampleSet> typical;
    private final int features;
    private final Map<Long, float[]> known = new HashMap<>();
    private float[][] encoderThen; // null before the first; an encoder may have no weights at all
    private Optional<Standardisation> standard = Optional.empty();

    /**
     * With nothing known yet.
     *
     * @param encoder makes vectors
     * @param typical examples that say how large a feature usually is, from the training classes; empty to leave them as they are
     */
    Embeddings(Network encoder, Optional<ExampleSet> typical) {
        this.encoder = encoder;
        this.typical = typical;
        this.features = Math.toIntExact(encoder.output().size());
    }

    /**
     * The embeddings of some examples.
     *
     * @param parts of one kind and shape, one after the other
     * @return {@code [n, features]}, owned by {@code manager}; no gradient goes through it
     */
    synchronized NDArray of(NDManager manager, Examples... parts) {
        forgetIfChanged(manager);
        int n = Arrays.stream(parts).mapToInt(Examples::size).sum();
        float[] all = new float[n * features];
        int filled = 0;
        for (Examples part : parts) {
            float[] some = known(manager, part);
            System.arraycopy(some, 0, all, filled, some.length);
            filled += some.length;
        }
        return EngineArrays.of(manager, all, new Shape(n, features));
    }

    private void forgetIfChanged(NDManager manager) {
        float[][] now = encoder.snapshot();
        if (!Arrays.deepEquals(now, encoderThen)) {
            known.clear();
            standard = Optional.empty();
            standard = typical.map(set -> Standardisation.of(known(manager, set.spread(TYPICAL)), features));
            standard.ifPresent(s -> known.values().forEach(s::apply)); // what comes later is standardised as it comes
            encoderThen = now;
        }
    }

    /** The embedding of each example, one after the other. */
    private float[] known(NDManager manager, Examples examples) {
        Long[] names = new Long[examples.size()];
        Arrays.setAll(names, i -> name(examples.raw(i)));
        learn(manager, names, examples);
        float[] all = new float[names.length * features];
        for (int i = 0; i < names.length; i++) {
            System.arraycopy(known.get(names[i]), 0, all, i * features, features);
        }
        return all;
    }

    private void learn(NDManager manager, Long[] names, Examples examples) {
        Map<Long, Integer> unknown = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (!known.containsKey(names[i])) {
                unknown.putIfAbsent(names[i], i);
            }
        }
        List<Map.Entry<Long, Integer>> some = List.copyOf(unknown.entrySet());
        for (int from = 0; from < some.size(); from += AT_ONCE) {
            embed(manager, some.subList(from, Math.min(from + AT_ONCE, some.size())), examples);
        }
    }

    /** Embeds some examples, each with its name and where it stands among the others. */
    private void embed(NDManager manager, List<Map.Entry<Long, Integer>> some, Examples examples) {
        Examples gathered = examples.pick(some.stream().mapToInt(Map.Entry::getValue).toArray());
        try (NDManager work = manager.newSubManager()) {
            float[] made = encoder.forward(EngineArrays.of(work, gathered), BatchNormMode.INDUCTIVE).toFloatArray();
            for (int i = 0; i < some.size(); i++) {
                float[] embedding = Arrays.copyOfRange(made, i * features, (i + 1) * features);
                standard.ifPresent(s -> s.apply(embedding));
                known.put(some.get(i).getKey(), embedding);
            }
        }
    }

    /** Two checksums side by side, 64 bits: among 100,000 examples, two share them once in four thousand million sets. */
    private static long name(ByteBuffer raw) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        one.update(raw.duplicate());
        other.update(raw);
        return one.getValue() << 32 | other.getValue();
    }
}
