package fewshot.model.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;

/**
 * A memory-augmented neural network with least-recently-used access (Santoro et al. 2016, section 3): it writes to the
 * slots that it has not used for long, or to those that it has just read, and reads by content.
 *
 * <p>At each step an LSTM sees the input and what was read at the last one. It tells each head a key k, its strength
 * {@code β = 1 + softplus(·)}, a gate σ(α), and what to write, {@code a = tanh(·)}. As many slots as there are heads, the least
 * used ones, are cleared; a is written; and from the memory after that is read: {@code w_r = softmax(β cos(k, M))},
 * {@code r = Σ w_r(i) M(i)}. The steps are in {@link LeastRecentlyUsed} and {@link Addressing}.
 *
 * <p>Two things are not the paper's. It writes the key itself; here what is written has numbers of its own, since a label
 * arrives one step behind its image. And it has no β, which is β = 1: the cosine ends at ±1, so that of 128 slots none could
 * then get a weight above e² / (e² + 127) = 0.055.
 *
 * <p>{@code [time, batch, features]} to {@code [time, batch, size + heads × width]}: the controller's state and what was read.
 * {@link #trace} has {@code read weights} and {@code write weights} {@code [time, batch, heads, slots]}, {@code read} and
 * {@code add} {@code [time, batch, heads, width]}, {@code strength} and {@code gate} {@code [time, batch, heads, 1]}, {@code usage}
 * {@code [time, batch, slots]}, {@code memory} {@code [time, batch, slots, width]} after the step, and {@code state}.
 */
public final class Mann extends MemoryBlock {
    private static final double DECAY = 0.95;

    private final int heads;
    private final long slots;
    private final long width;

    /** What the heads are told, each {@code [batch, heads, …]}. */
    private record HeadInputs(NDArray key, NDArray add, NDArray strength, NDArray gate) {}

    /**
     * A new network as an ordinary DJL block, not yet initialised.
     *
     * @param size numbers in the LSTM's state; 200 in the paper
     * @param slots places in the memory; 128 in the paper
     * @param width numbers in a place; 40 in the paper
     * @param heads how many places are read and written at once; 4 in the paper
     */
    public Mann(long size, long slots, long width, int heads) {
        super(Controller.LSTM, size, heads * width, heads * (2 * width + 2));
        if (heads < 1 || slots < heads) {
            throw new IllegalArgumentException("MANN: " + heads + " heads and " + slots
                    + " slots; there must be at least one head, and as many slots as heads");
        }
        this.heads = heads;
        this.slots = slots;
        this.width = width;
    }

    @Override
    public String name() {
        return "MANN";
    }

    /** What was read, the read weights, the usage, the memory, and the controller's state. */
    @Override
    public NDList start(NDManager manager, long batch) {
        return new NDList(manager.zeros(new Shape(batch, heads * width)), manager.zeros(new Shape(batch, heads, slots)),
                manager.zeros(new Shape(batch, slots)), manager.full(new Shape(batch, slots, width), BLANK))
                .addAll(startController(manager, batch));
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        NDList controlled = control(pass, projected, state.get(0), state.subNDList(4));
        NDArray h = controlled.head();
        HeadInputs told = told(tell(pass, h));

        NDArray least = LeastRecentlyUsed.leastUsed(state.get(2), heads);
        NDArray writing = LeastRecentlyUsed.writeWeights(told.gate, state.get(1), least);
        NDArray cleared = LeastRecentlyUsed.cleared(state.get(3), least);
        NDArray memory = LeastRecentlyUsed.write(cleared, writing, told.add);

        NDArray reading = Addressing.content(memory, told.key, told.strength);
        NDArray read = Addressing.read(memory, reading);
        NDArray flat = read.reshape(-1, heads * width);
        NDArray usage = LeastRecentlyUsed.usage(state.get(2), reading, writing, DECAY);
        return new StepOutput(h.concat(flat, 1), new NDList(flat, reading, usage, memory).addAll(controlled.subNDList(1)),
                Map.of("state", h, "read weights", reading, "write weights", writing, "read", read, "add", told.add,
                        "strength", told.strength, "gate", told.gate, "usage", usage, "memory", memory));
    }

    private HeadInputs told(NDArray numbers) {
        NDList parts = numbers.reshape(-1, heads, 2 * width + 2).split(new long[] {width, 2 * width, 2 * width + 1}, 2);
        return new HeadInputs(parts.get(0), parts.get(1).tanh(), atLeastOne(parts.get(2)), Activation.sigmoid(parts.get(3)));
    }
}
