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
    private final Object exchange = new Object(); // held while what is known is taken in hand, or another takes its place
    private Known known;

    MetricClassifier(MetricLearner learner, Episode task) {
        super(learner.network().manager().newSubManager(), task);
        this.learner = learner;
        try {
            this.known = new Known(task.asking(task.support().pick()), embedded(task.support()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
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
        Known old = known();
        Episode before = old.task;
        if (examples.size() == 0 || Arrays.asList(before.classNames()).contains(name)) {
            throw new IllegalArgumentException("MetricClassifier: class " + name + " with " + examples
                    + " cannot be added; it needs one or more examples, and a name that is not among " + classNames());
        }
        int[] labels = Arrays.copyOf(before.supportLabels(), before.supportLabels().length + examples.size());
        Arrays.fill(labels, before.supportLabels().length, labels.length, before.way());
        String[] names = Stream.concat(Arrays.stream(before.classNames()), Stream.of(name)).toArray(String[]::new);
        Episode task = new Episode(before.support().and(examples), labels, before.query(), before.queryLabels(), names);
        try (NDArray more = embedded(examples)) {
            Known next = new Known(task, old.embeddings.concat(more, 0));
            synchronized (exchange) {
                known = next;
                old.embeddings.close(); // who asks meanwhile holds the memory by a handle of its own
            }
        }
    }

    private Known known() {
        synchronized (exchange) {
            return known;
        }
    }

    @Override
    public List<String> classNames() {
        return List.of(known().task.classNames());
    }

    @Override
    protected NDArray ask(NDManager manager, Examples queries) {
        if (learner.mode() == BatchNormMode.TRANSDUCTIVE) {
            return learner.logits(manager, known().task.asking(queries));
        }
        NDArray support;
        ClassLabels classes;
        synchronized (exchange) {
            support = lent(manager, new NDList(known.embeddings)).head();
            classes = known.task.supportClasses();
        }
        return learner.compare(support, learner.embed(EngineArrays.of(manager, queries)), classes, BatchNormMode.INDUCTIVE);
    }
}
