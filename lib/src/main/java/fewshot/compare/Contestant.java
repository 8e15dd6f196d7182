package fewshot.compare;

import fewshot.gradient.Step;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.StateFile;
import fewshot.state.Stateful;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A method of the comparison, at one number of classes: its networks, how they are trained, and how they answer. It owns its
 * networks and optimisers until closed.
 */
public final class Contestant implements AutoCloseable {
    private final String method;
    private final String trainedAs;
    private final int way;
    private final List<Network> networks;
    private final Map<String, ? extends Stateful> answering;
    private final Supplier<List<FewShotLearner>> learners;
    private final LongFunction<Step> step;
    private final long steps;
    private final List<Stateful> state;
    private final List<AutoCloseable> owned;

    /**
     * A method with all that its training and its answers need.
     *
     * @param method the name in tables and plots
     * @param way classes that it can tell apart, 0 for any number
     * @param networks all that it has
     * @param answering what it needs to answer, by the name of its file
     * @param learners one for each mode of batch norm, the usual one first
     * @param step one update of training, by its number from 0
     * @param steps how many there are
     * @param state all that a step changes
     * @param owned what is closed with it, beside the networks
     */
    public Contestant(String method, int way, List<Network> networks, Map<String, ? extends Stateful> answering,
            Supplier<List<FewShotLearner>> learners, LongFunction<Step> step, long steps, List<? extends Stateful> state,
            List<? extends AutoCloseable> owned) {
        this(method, method, way, networks, answering, learners, step, steps, state, owned);
    }

    private Contestant(String method, String trainedAs, int way, List<Network> networks, Map<String, ? extends Stateful> answering,
            Supplier<List<FewShotLearner>> learners, LongFunction<Step> step, long steps, List<? extends Stateful> state,
            List<? extends AutoCloseable> owned) {
        this.method = method;
        this.trainedAs = trainedAs;
        this.way = way;
        this.networks = networks;
        this.answering = answering;
        this.learners = learners;
        this.step = step;
        this.steps = steps;
        this.state = List.copyOf(state);
        this.owned = List.copyOf(owned);
    }

    /** The name in tables and plots. */
    public String method() {
        return method;
    }

    /** The method whose networks it answers with: itself, or another one. */
    public String trainedAs() {
        return trainedAs;
    }

    /**
     * The same networks, answering in another way under another name; they are trained and kept as this one's.
     *
     * @param learners one for each mode of batch norm, the usual one first
     */
    Contestant answering(String name, Supplier<List<FewShotLearner>> learners) {
        return new Contestant(name, trainedAs, way, networks, answering, learners, step, steps, state, owned);
    }

    /** The classes it was made for; 0 if it can tell any number apart. */
    public int way() {
        return way;
    }

    /** Whether it can answer an episode of so many classes. */
    public boolean answers(int classes) {
        return way == 0 || way == classes;
    }

    /** One for each mode of batch norm in which it can answer, the one it was trained for first. */
    public List<FewShotLearner> learners() {
        return learners.get();
    }

    /** The one that answers each query alone. */
    public FewShotLearner inductive() {
        return learners().stream().filter(l -> l.batchNorm().orElse(BatchNormMode.INDUCTIVE) == BatchNormMode.INDUCTIVE).findFirst().orElseThrow();
    }

    /** One update of training. */
    public LongFunction<Step> step() {
        return step;
    }

    /** How many updates its training has. */
    public long steps() {
        return steps;
    }

    /** All that training changes. */
    public Stateful[] state() {
        return state.toArray(Stateful[]::new);
    }

    /**
     * One of its networks, such as MAML's start or, after it, Meta-SGD's rates; this contestant's, and closed with it.
     *
     * @param place from 0 on, in the order in which the method has them
     */
    public Network network(int place) {
        return networks.get(place);
    }

    /** Trainable numbers in all its networks. */
    public long weights() {
        return networks.stream().mapToLong(Network::size).sum();
    }

    /** Writes what it needs to answer. */
    public void save(Path folder) throws IOException {
        for (Map.Entry<String, ? extends Stateful> each : answering.entrySet()) {
            StateFile.write(folder.resolve(fileName(each.getKey())), told(trainedAs, way), each.getValue());
        }
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @return this
     */
    public Contestant load(Path folder) throws IOException {
        for (Map.Entry<String, ? extends Stateful> each : answering.entrySet()) {
            StateFile.restore(folder.resolve(fileName(each.getKey())), told(trainedAs, way), each.getValue());
        }
        return this;
    }

    /** Such as {@code meta-sgd-5-way-rates.network}. */
    private String fileName(String part) {
        return plain(trainedAs, way) + "-" + part + ".network";
    }

    /** A method at a number of classes as a part of a file's name, such as {@code meta-sgd-5-way}. */
    static String plain(String method, int way) {
        return method.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + (way == 0 ? "" : "-" + way + "-way");
    }

    /** A method at a number of classes in words, such as {@code Meta-SGD, 5-way}; 0 for any number. */
    static String told(String method, int way) {
        return method + (way == 0 ? "" : ", " + way + "-way");
    }

    @Override
    public void close() {
        networks.forEach(Network::close);
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("Contestant: " + method + " could not be closed", e);
            }
        }
    }


    @Override
    public String toString() {
        return told(method, way);
    }
}
