package fewshot.method.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.ClassLabels;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.Recording;
import fewshot.method.Classifier;
import fewshot.model.BatchNormMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A task learned by a {@link MetricLearner}: its support, embedded once. A question costs the embedding of what is asked about
 * and the comparison; inductively no other question has a part in it. A new class can be added without touching the others.
 */
public final class MetricClassifier extends Classifier {
    /** What is known at one time; another takes its place when a class is added. */
    private record Known(Episode task, NDArray embeddings) {}

    private final MetricLearner learner;
    private volatile Known known;

    MetricClassifier(MetricLearner learner, Episode task) {
        super(learner.network().manager().newSubManager(), task);
        this.learner = learner;
        this.known = new Known(task.asking(task.support().pick()), embedded(task.support()));
    }

    private NDArray embedded(Examples examples) {
        try (NDManager scratch = manager().newSubManager(); Recording none = Recording.off()) {
            NDArray embeddings = learner.embed(EngineArrays.of(scratch, examples)).stopGradient();
            embeddings.attach(manager());
            return embeddings;
        }
    }

    /**
     * Teaches one more class, whose label is the next number. Questions that are being answered meanwhile know the classes
     * so far.
     *
     * @param name of the class
     * @param examples one or more, of the kind and shape of the others
     * @throws IllegalArgumentException if they are not, or the name is taken
     */
    public synchronized void add(String name, Examples examples) {
        Episode before = known.task;
        if (examples.size() == 0 || Arrays.asList(before.classNames()).contains(name)) {
            throw new IllegalArgumentException("MetricClassifier: class " + name + " with " + examples
                    + " cannot be added; it needs one or more examples, and a name that is not among " + classNames());
        }
        int[] labels = Arrays.copyOf(before.supportLabels(), before.supportLabels().length + examples.size());
        Arrays.fill(labels, before.supportLabels().length, labels.length, before.way());
        String[] names = Stream.concat(Arrays.stream(before.classNames()), Stream.of(name)).toArray(String[]::new);
        Episode task = new Episode(before.support().and(examples), labels, before.query(), before.queryLabels(), names);
        known = new Known(task, known.embeddings.concat(embedded(examples), 0));
    }

    @Override
    public List<String> classNames() {
        return List.of(known.task.classNames());
    }

    @Override
    protected NDArray ask(NDManager manager, Examples queries) {
        Known now = known;
        if (learner.mode() == BatchNormMode.TRANSDUCTIVE) {
            return learner.logits(manager, now.task.asking(queries));
        }
        NDArray support = lent(manager, new NDList(now.embeddings)).head();
        ClassLabels classes = now.task.supportClasses();
        return learner.compare(support, learner.embed(EngineArrays.of(manager, queries)), classes, BatchNormMode.INDUCTIVE);
    }
}
