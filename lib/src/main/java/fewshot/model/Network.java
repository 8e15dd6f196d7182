package fewshot.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import fewshot.model.encoder.ConvolutionalEncoder;
import fewshot.model.rule.TaskwiseLinear;
import fewshot.model.sequence.ReadOut;
import fewshot.model.sequence.SequenceBlock;
import fewshot.state.StateException;
import fewshot.state.StateFile;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A DJL block with its weights: initialised from a seed, run in one of three batch-norm modes.
 *
 * <p>It owns the weights' native memory until it is closed. What {@link #forward} returns belongs to the manager of its
 * input. Safe for use from several threads, unless one of them trains it.
 */
public final class Network implements AutoCloseable, Stateful {
    private static final String TITLE = "network";

    private final NDManager manager;
    private final Block block;
    private final Shape input;
    private final ParameterStore weights;
    private final List<Parameter> trainable;

    /**
     * Initialises a block.
     *
     * @param block a block that has no weights yet
     * @param input the shape of one input without the batch, such as {@code (1, 28, 28)}
     * @param seed fixes the initial weights
     * @param device where the weights live and all work is done
     */
    public Network(Block block, Shape input, long seed, Device device) {
        if (block.isInitialized()) {
            throw new IllegalArgumentException("Network: the block has weights already; give it a new one");
        }
        this.manager = NDManager.newBaseManager(device);
        this.block = block;
        this.input = input;
        manager.getEngine().setRandomSeed((int) (seed ^ seed >>> 32));
        block.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(input));
        this.weights = new OwnParameters(manager);
        this.trainable = block.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
    }

    /** The encoder of the papers on 28 × 28 images, on DJL's default device. */
    public static Network encoder(int filters, long seed) {
        return new Network(
                ConvolutionalEncoder.create(filters), new Shape(1, 28, 28), seed, Engine.getInstance().defaultDevice());
    }

    /** The encoder with a linear layer behind it that scores {@code way} classes, of 28 × 28 images, on DJL's default device. */
    public static Network classifier(int filters, int way, long seed) {
        return new Network(ConvolutionalEncoder.classifier(filters, way), new Shape(1, 28, 28), seed,
                Engine.getInstance().defaultDevice());
    }

    /** The network of MAML's sine waves, 1-40-40-1 with ReLU, {@code [tasks, n, 1]} to the same, on DJL's default device. */
    public static Network sine(long seed) {
        return new Network(TaskwiseLinear.perceptron(1, 40, 40, 1), new Shape(1, 1), seed, Engine.getInstance().defaultDevice());
    }

    /** The encoder that ends in feature maps, {@code [filters, 5, 5]} of 28 × 28 images, on DJL's default device. */
    public static Network maps(int filters, long seed) {
        return new Network(
                ConvolutionalEncoder.createMaps(filters), new Shape(1, 28, 28), seed, Engine.getInstance().defaultDevice());
    }

    /**
     * A reader of sequences with a linear layer behind it, on DJL's default device; see {@link #read}.
     *
     * @param reader a block that has no weights yet, such as {@code new Lstm(200)}
     * @param features numbers that it reads at each step
     * @param answers numbers that it answers each step with
     */
    public static Network sequence(SequenceBlock reader, long features, long answers, long seed) {
        return new Network(
                new ReadOut(reader, answers), new Shape(1, features), seed, Engine.getInstance().defaultDevice());
    }

    /**
     * Runs the block.
     *
     * @param x {@code [n, …input shape…]}
     * @return {@code [n, …]}, owned by the manager of {@code x}
     * @throws IllegalArgumentException if {@code x} is not a batch of inputs
     */
    public NDArray forward(NDArray x, BatchNormMode mode) {
        Shape shape = x.getShape();
        if (shape.dimension() != input.dimension() + 1 || !shape.slice(1).equals(input)) {
            throw new IllegalArgumentException("Network: the input has shape " + shape + ", but a batch of " + input
                    + " was expected, such as " + new Shape(1).addAll(input));
        }
        ParameterStore store = mode == BatchNormMode.TRANSDUCTIVE ? new ScratchStatistics(x.getManager()) : weights;
        return block.forward(store, new NDList(x), mode != BatchNormMode.INDUCTIVE).singletonOrThrow();
    }

    /**
     * Reads sequences from the beginning.
     *
     * @param sequence {@code [time, batch, features]}
     * @return {@code [time, batch, answers]}, owned by the manager of {@code sequence}
     * @throws IllegalStateException if the block does not read sequences
     */
    public NDArray read(NDArray sequence) {
        return read(sequence, new NDList()).head();
    }

    /**
     * Reads sequences from where others ended.
     *
     * @param sequence {@code [time, batch, features]}
     * @param state what this has returned behind the answers, {@code [batch, …]} each; empty for the beginning
     * @return the answers {@code [time, batch, answers]} and then the state after the last step, owned by the manager of
     *     {@code sequence}
     * @throws IllegalStateException if the block does not read sequences
     */
    public NDList read(NDArray sequence, NDList state) {
        return reader().forward(weights, new NDList(sequence).addAll(state), true);
    }

    /**
     * What happens inside while sequences are read from the beginning, at each step; the block says what there is to see.
     *
     * @param sequence {@code [time, batch, features]}
     * @return by name, such as {@code write weights}, {@code [time, batch, …]}, owned by the manager of {@code sequence}
     * @throws IllegalStateException if the block does not read sequences
     */
    public Map<String, NDArray> trace(NDArray sequence) {
        return reader().trace(weights, sequence);
    }

    private SequenceBlock reader() {
        if (block instanceof SequenceBlock reader) {
            return reader;
        }
        throw new IllegalStateException("Network: " + block.getClass().getSimpleName()
                + " does not read sequences; make the network with Network.sequence");
    }

    /** The weights that training changes, in the block's order; running statistics are not among them. */
    public List<Parameter> trainable() {
        return trainable;
    }

    /** How many numbers training changes. */
    public long size() {
        return trainable.stream().mapToLong(p -> p.getShape().size()).sum();
    }

    /** The shape of one input, without the batch; of a sequence one step of one, {@code (1, features)}. */
    public Shape input() {
        return input;
    }

    /** The shape of one output, without the batch. */
    public Shape output() {
        return block.getOutputShapes(new Shape[] {new Shape(1).addAll(input)})[0].slice(1);
    }

    /** The block itself. */
    public Block block() {
        return block;
    }

    /** The manager that owns the weights; make sub-managers of it for work on the same device. */
    public NDManager manager() {
        return manager;
    }

    /** A copy of all weights and running statistics as Java numbers, to put back with {@link #restore}. */
    public float[][] snapshot() {
        return block.getParameters().values().stream().map(p -> p.getArray().toFloatArray()).toArray(float[][]::new);
    }

    /**
     * Puts back what {@link #snapshot} returned.
     *
     * @throws IllegalArgumentException if it is of a network with another number of arrays
     */
    public void restore(float[][] snapshot) {
        List<Parameter> all = block.getParameters().values();
        if (snapshot.length != all.size()) {
            throw new IllegalArgumentException("Network: the snapshot has " + snapshot.length + " arrays, but this network has "
                    + all.size() + "; restore what its own snapshot() gave");
        }
        for (int i = 0; i < snapshot.length; i++) {
            NDArray array = all.get(i).getArray();
            try (NDArray saved = manager.create(snapshot[i], array.getShape())) {
                // In place: copyTo would replace the weights' memory with a Java buffer, and their layout with it.
                array.set(new NDIndex("..."), saved);
            }
        }
    }

    /**
     * Writes the weights and running statistics to a file, whole or not at all, for {@link #load}.
     *
     * @throws IOException if that is not possible; a file that was there before is then as it was
     */
    public void save(Path file) throws IOException {
        StateFile.write(file, TITLE, this);
    }

    /**
     * Reads what {@link #save} wrote, into a network that was made as that one was; only the seed may be another.
     *
     * @return this
     * @throws IOException if there is no such file, or it cannot be read
     * @throws StateException if it is damaged, of another version, or of another network; nothing has changed then
     */
    public Network load(Path file) throws IOException {
        StateFile.restore(file, TITLE, this);
        return this;
    }

    @Override
    public void save(StateWriter out) {
        out.text(TITLE, toString());
        for (Pair<String, Parameter> each : block.getParameters()) {
            NDArray array = each.getValue().getArray();
            out.floats(each.getKey(), array.getShape().getShape(), array.toFloatArray());
        }
    }

    @Override
    public Runnable restore(StateReader in) {
        in.expect(TITLE, toString());
        float[][] saved = block.getParameters().stream()
                .map(each -> in.floats(each.getKey(), each.getValue().getArray().getShape().getShape()))
                .toArray(float[][]::new);
        return () -> restore(saved);
    }

    @Override
    public void close() {
        manager.close();
    }

    @Override
    public String toString() {
        return "network " + input + " → " + output() + ", " + size() + " weights";
    }
}
