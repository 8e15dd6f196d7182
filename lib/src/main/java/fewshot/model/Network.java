package fewshot.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.ParameterStore;
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
 * Any DJL block with its weights, run in one of three batch-norm modes: a new block, whose weights come from a seed; one that has
 * weights already; or one from a TorchScript file.
 *
 * <p>It owns the memory of the weights that it has drawn or loaded until it is closed. What {@link #forward} returns belongs to the
 * manager of its input. Safe for use from several threads, unless one of them trains it. Dropout is on in the mode
 * {@link BatchNormMode#TRAINING} alone: the same question has the same answer.
 */
public final class Network implements AutoCloseable, Stateful {
    private static final String TITLE = "network";

    private final NDManager manager;
    private final Block block;
    private final Shape input;
    private final Shape output;
    private final Dropouts dropouts;
    private final ParameterStore weights;
    private final List<Parameter> trainable;
    private final boolean frozen;

    /**
     * Takes a block over. The weights that it has are kept, and stay whose they are; those that it has not are drawn from the seed,
     * the same on every device, whatever else is drawn meanwhile. A parameter that is frozen ({@link Parameter#freeze}) is not trained.
     *
     * @param block any DJL block of one input and one output; that of a loaded TorchScript module makes a network that is
     *     {@link #frozen}
     * @param input the shape of one input without the batch, such as {@code (1, 28, 28)}
     * @param seed fixes the initial weights
     * @param device where the weights live and all work is done
     * @throws IllegalArgumentException if such an input does not fit the block, or the block is on another device
     */
    public Network(Block block, Shape input, long seed, Device device) {
        this.block = block;
        this.input = input;
        this.manager = NDManager.newBaseManager(device);
        try {
            this.output = Preparation.of(block, input, manager, seed);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
        this.dropouts = new Dropouts(block);
        this.weights = new OwnParameters(manager);
        this.trainable = block.getParameters().values().stream().filter(Parameter::requiresGradient).toList();
        this.frozen = block instanceof SymbolBlock;
    }

    private Network(Network trained) {
        this.block = trained.block;
        this.input = trained.input;
        this.output = trained.output;
        this.manager = trained.manager;
        this.dropouts = trained.dropouts;
        this.weights = trained.weights;
        this.trainable = List.of();
        this.frozen = true;
    }

    /**
     * This network, not to be trained any more: nothing is {@link #trainable}, and in the mode {@link BatchNormMode#TRAINING} it
     * answers inductively, so that its running statistics stay as they are.
     *
     * @return takes this one's place, with its memory: use and close only what is returned
     */
    public Network frozen() {
        block.freezeParameters(true);
        return new Network(this);
    }

    /**
     * A TorchScript file ({@code torch.jit.save}) as a frozen network on DJL's default device. It knows the modes
     * {@link BatchNormMode#TRAINING} and {@link BatchNormMode#INDUCTIVE}, which are the same for it.
     *
     * @param input the shape of one input without the batch
     * @throws IOException if there is no such file
     * @throws StateException if it is no such module
     * @throws IllegalArgumentException if the module does not take such an input
     */
    public static Network torchScript(Path file, Shape input) throws IOException {
        Device device = Engine.getInstance().defaultDevice();
        Model model = Model.newInstance(TITLE, device);
        try {
            model.load(file, null, Map.of("mapLocation", "true"));
            Network network = new Network(model.getBlock(), input, 0, device);
            network.manager.attachInternal(NDManager.nextUid(), model);
            return network;
        } catch (MalformedModelException | EngineException e) {
            model.close();
            throw new StateException(file + " is no TorchScript module, or is damaged: " + e.getMessage().lines().findFirst().orElse(""));
        } catch (IOException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The encoder of the papers on 28 × 28 images, on DJL's default device. */
    public static Network encoder(int filters, long seed) {
        return new Network(
                ConvolutionalEncoder.create(filters), new Shape(1, 28, 28), seed, Engine.getInstance().defaultDevice());
    }

    /**
     * The encoder of the papers on images of any shape, on DJL's default device.
     *
     * @param input {@code (channels, height, width)}
     * @param blocks how often it halves the sides; 4 in the papers
     * @throws IllegalArgumentException if the images are too small for so many blocks
     */
    public static Network encoder(Shape input, int filters, int blocks, long seed) {
        return new Network(ConvolutionalEncoder.create(filters, blocks), input, seed, Engine.getInstance().defaultDevice());
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
     * @throws IllegalArgumentException if {@code x} is not a batch of inputs, or the block is a TorchScript module and the mode
     *     {@link BatchNormMode#TRANSDUCTIVE}
     */
    public NDArray forward(NDArray x, BatchNormMode mode) {
        Shape shape = x.getShape();
        if (shape.dimension() != input.dimension() + 1 || !shape.slice(1).equals(input)) {
            throw new IllegalArgumentException("Network: the input has shape " + shape + ", but a batch of " + input
                    + " was expected, such as " + new Shape(1).addAll(input));
        }
        return forward(new NDList(x), mode).singletonOrThrow();
    }

    private NDList transductive(NDList inputs) {
        if (block instanceof SymbolBlock) {
            throw new IllegalArgumentException("Network: a TorchScript module cannot be asked for a batch's own statistics without"
                    + " changing it; choose BatchNormMode.INDUCTIVE");
        }
        return block.forward(new ScratchStatistics(inputs.head().getManager()), inputs, true);
    }

    /** The same as an answer, in the mode {@link BatchNormMode#INDUCTIVE}. */
    public NDList forward(NDList inputs) {
        return forward(inputs, BatchNormMode.INDUCTIVE);
    }

    /**
     * Runs a block of several inputs and outputs, such as an {@link fewshot.model.attention.InContextTransformer} with its mask; the
     * block says what they are, and checks them.
     *
     * @return owned by the manager of the first input
     * @throws IllegalArgumentException if the block is a TorchScript module and the mode {@link BatchNormMode#TRANSDUCTIVE}
     */
    public NDList forward(NDList inputs, BatchNormMode mode) {
        if (mode == BatchNormMode.TRANSDUCTIVE) {
            return transductive(inputs);
        }
        if (frozen || mode == BatchNormMode.INDUCTIVE) {
            return block.forward(weights, inputs, false);
        }
        dropouts.begin();
        try {
            return block.forward(weights, inputs, true);
        } finally {
            dropouts.end();
        }
    }

    /** Reads sequences from the beginning as an answer, in the mode {@link BatchNormMode#INDUCTIVE}. */
    public NDArray read(NDArray sequence) {
        return read(sequence, BatchNormMode.INDUCTIVE);
    }

    /**
     * Reads sequences from the beginning.
     *
     * @param sequence {@code [time, batch, features]}
     * @return {@code [time, batch, answers]}, owned by the manager of {@code sequence}
     * @throws IllegalStateException if the block does not read sequences
     */
    public NDArray read(NDArray sequence, BatchNormMode mode) {
        return read(sequence, new NDList(), mode).head();
    }

    /** Reads sequences from where others ended as an answer, in the mode {@link BatchNormMode#INDUCTIVE}. */
    public NDList read(NDArray sequence, NDList state) {
        return read(sequence, state, BatchNormMode.INDUCTIVE);
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
    public NDList read(NDArray sequence, NDList state, BatchNormMode mode) {
        reader();
        return forward(new NDList(sequence).addAll(state), mode);
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
        return output;
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
        return stored().numbers();
    }

    /**
     * Puts back what {@link #snapshot} returned.
     *
     * @throws IllegalArgumentException if it is of a network with another number of arrays
     */
    public void restore(float[][] snapshot) {
        stored().put(snapshot);
    }

    /**
     * Writes the weights and running statistics to a file, whole or not at all, for {@link #load}. A name that ends in
     * {@code .safetensors} makes a file for other tools too, with the names of the block's parameters.
     *
     * <p>What an optimiser knows is not in it: Adam's moments are with the {@code GradientDescent}, and Reptile's with the learner. A
     * {@code Checkpoint} keeps those as well.
     *
     * @throws IOException if that is not possible; a file that was there before is then as it was
     */
    public void save(Path file) throws IOException {
        if (SafeTensors.named(file)) {
            new SafeTensors(file, block).write();
        } else {
            StateFile.write(file, TITLE, this);
        }
    }

    /**
     * Reads what {@link #save} wrote, into a network that was made as that one was; only the seed may be another. The file says of
     * what blocks that was, with settings that shapes do not tell, such as heads, strides and activations. From a
     * {@code .safetensors} file of any tool, arrays of type F32 with the names and shapes of the block's parameters.
     *
     * @return this
     * @throws IOException if there is no such file, or it cannot be read
     * @throws StateException if it is damaged, of another version, or of another network; nothing has changed then
     */
    public Network load(Path file) throws IOException {
        if (SafeTensors.named(file)) {
            restore(new SafeTensors(file, block).read());
        } else {
            StateFile.restore(file, TITLE, this);
        }
        return this;
    }

    private StoredWeights stored() {
        return new StoredWeights(input + " → " + output, block);
    }

    @Override
    public void save(StateWriter out) {
        stored().save(out);
    }

    @Override
    public Runnable restore(StateReader in) {
        return stored().restore(in);
    }

    @Override
    public void close() {
        manager.close();
    }

    @Override
    public String toString() {
        return "network " + input + " → " + output + ", " + (frozen ? "frozen" : size() + " weights");
    }
}
