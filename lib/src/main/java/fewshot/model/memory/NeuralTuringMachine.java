package fewshot.model.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.initializer.XavierInitializer;
import java.util.Map;

/**
 * A Neural Turing Machine with one read head and one write head: a controller beside a memory with addresses (Graves, Wayne
 * and Danihelka 2014).
 *
 * <p>At each step the controller sees the input and what was read at the last one. It tells each head a key k, its strength
 * {@code β = softplus(·)}, a gate {@code g = σ(·)}, a shift {@code s = softmax(·)} over −1, 0, 1 and a power {@code γ = 1 + softplus(·)},
 * and the write head what to erase, {@code e = σ(·)}, and to add, a. Both heads address the memory as it is
 * ({@link Addressing}); then the one reads and the other writes. Before the first step all slots are alike and both heads
 * point to the first.
 *
 * <p>Two things about the start are not in the paper. The weights that tell the heads are small, even in ±1/√size; and the gates
 * begin at {@code σ(−2) = 0.12}, so that a head stays near where it was until it has learned to look. Without both, a machine
 * learns to copy by content, and fails at lengths that it was not trained on.
 *
 * <p>{@code [time, batch, features]} to {@code [time, batch, size + width]}: the controller's state and what was read.
 * {@link #trace} has {@code read weights} and {@code write weights} {@code [time, batch, slots]}, {@code read}, {@code erase}
 * and {@code add} {@code [time, batch, width]}, {@code memory} {@code [time, batch, slots, width]} after the step, {@code state},
 * and of the two heads, reading first, {@code gate}, {@code strength}, {@code power} {@code [time, batch, 2, 1]} and {@code shift}
 * {@code [time, batch, 2, 3]}.
 */
public final class NeuralTuringMachine extends MemoryBlock {
    private static final int HEADS = 2;
    private static final int SHIFTS = 3;
    private static final float BY_PLACE = -2;

    private final long slots;
    private final long width;

    /** What the heads are told; those of both heads have the heads as their second dimension, reading first. */
    private record HeadInputs(
            NDArray key, NDArray strength, NDArray gate, NDArray shift, NDArray power, NDArray erase, NDArray add) {}

    /**
     * A new machine as an ordinary DJL block, not yet initialised.
     *
     * @param size numbers in the controller's state; 100 in the paper
     * @param slots places in the memory; 128 in the paper
     * @param width numbers in a place; 20 in the paper
     */
    public NeuralTuringMachine(Controller controller, long size, long slots, long width) {
        super(controller, size, width, HEADS * (width + SHIFTS + 3) + 2 * width);
        if (slots < SHIFTS) {
            throw new IllegalArgumentException("NTM: " + slots + " slots; a head moves by one, so there must be at least " + SHIFTS);
        }
        this.slots = slots;
        this.width = width;
        startHeads(new XavierInitializer(RandomType.UNIFORM, FactorType.IN, 1), this::gatesByPlace);
    }

    /** Zeros, but for both gates. */
    private NDArray gatesByPlace(NDManager manager, Shape shape, DataType type) {
        float[] biases = new float[(int) shape.size()];
        for (int head = 0; head < HEADS; head++) {
            biases[(int) (head * (width + SHIFTS + 3) + width + 1)] = BY_PLACE;
        }
        return manager.create(biases, shape).toType(type, false);
    }

    @Override
    public String name() {
        return "NTM";
    }

    /** What was read, the weights of both heads, the memory, and the controller's state. */
    @Override
    public NDList start(NDManager manager, long batch) {
        NDArray first = manager.zeros(new Shape(batch, HEADS), DataType.INT64).oneHot((int) slots);
        return new NDList(manager.zeros(new Shape(batch, width)), first, manager.full(new Shape(batch, slots, width), BLANK))
                .addAll(startController(manager, batch));
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        NDArray memory = state.get(2);
        NDList controlled = control(pass, projected, state.get(0), state.subNDList(3));
        NDArray h = controlled.head();
        HeadInputs told = told(tell(pass, h));
        NDArray weights = address(memory, state.get(1), told);
        NDList heads = weights.split(HEADS, 1);
        NDArray reading = heads.get(0).squeeze(1);
        NDArray writing = heads.get(1).squeeze(1);
        NDArray read = Addressing.read(memory, reading);
        NDArray written = Addressing.write(memory, writing, told.erase, told.add);
        return new StepOutput(h.concat(read, 1), new NDList(read, weights, written).addAll(controlled.subNDList(1)),
                Map.ofEntries(Map.entry("state", h), Map.entry("read weights", reading), Map.entry("write weights", writing),
                        Map.entry("read", read), Map.entry("erase", told.erase), Map.entry("add", told.add),
                        Map.entry("memory", written), Map.entry("strength", told.strength), Map.entry("gate", told.gate),
                        Map.entry("shift", told.shift), Map.entry("power", told.power)));
    }

    /** All four steps of figure 2, for both heads at once. */
    private static NDArray address(NDArray memory, NDArray before, HeadInputs told) {
        NDArray content = Addressing.content(memory, told.key, told.strength);
        NDArray gated = Addressing.interpolate(content, before, told.gate);
        NDArray moved = Addressing.shift(gated, told.shift);
        return Addressing.sharpen(moved, told.power);
    }

    private HeadInputs told(NDArray numbers) {
        long both = HEADS * (width + SHIFTS + 3);
        NDList parts = numbers.split(new long[] {both, both + width}, 1);
        NDList heads = parts.get(0).reshape(-1, HEADS, width + SHIFTS + 3)
                .split(new long[] {width, width + 1, width + 2, width + 3}, 2);
        return new HeadInputs(heads.get(0), Activation.softPlus(heads.get(1)), Activation.sigmoid(heads.get(2)),
                heads.get(4).softmax(2), atLeastOne(heads.get(3)), Activation.sigmoid(parts.get(1)), parts.get(2));
    }
}
