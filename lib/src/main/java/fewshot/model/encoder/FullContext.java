package fewshot.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.sequence.Lstm;
import java.util.List;

/**
 * The full-context embeddings of Matching Networks (Vinyals et al. 2016, section 2.1.2 and appendix A): what an image is
 * like depends on the other images of its episode.
 *
 * <p>Support: {@code g(xᵢ, S) = h→ᵢ + h←ᵢ + g'(xᵢ)}, a bidirectional LSTM over the support in the order given. Query:
 * {@code K} steps of an LSTM that reads {@code f'(x̂)} and its own state beside what it last attended to:
 * {@code r = Σ softmax_i(h · g(xᵢ)) g(xᵢ)}, {@code ĥ, c = LSTM(f'(x̂), [h, r], c)}, {@code h = ĥ + f'(x̂)}, from h = c = 0:
 * the first read is the mean of the support.
 *
 * <p>Each step is that of {@link Lstm}, one linear layer looking at all that it reads side by side.
 *
 * <p>It owns its weights until it is closed.
 */
public final class FullContext implements AutoCloseable {
    private final Network onward;
    private final Network backward;
    private final Network attending;
    private final int steps;
    private final long features;

    /**
     * New weights for the embeddings of a network.
     *
     * @param network makes embeddings {@code [features]}
     * @param steps K, how often a query attends to the support, at least 1
     * @param seed fixes the initial weights
     * @throws IllegalArgumentException if the network does not make vectors or there is no step
     */
    public FullContext(Network network, int steps, long seed) {
        if (network.output().dimension() != 1 || steps < 1) {
            throw new IllegalArgumentException("FullContext: an embedding of shape " + network.output() + " and " + steps
                    + " steps; a vector and at least one step are needed");
        }
        this.steps = steps;
        this.features = network.output().get(0);
        this.onward = gates(network, 2, seed);
        this.backward = gates(network, 2, seed + 1);
        this.attending = gates(network, 3, seed + 2);
    }

    /** The four gates of an LSTM that reads several vectors side by side. */
    private static Network gates(Network network, int vectors, long seed) {
        long features = network.output().get(0);
        return new Network(Linear.builder().setUnits(Lstm.GATES * features).build(), new Shape(vectors * features), seed,
                network.manager().getDevice());
    }

    /**
     * The support, each image in the light of the others.
     *
     * @param support {@code [n, features]}, in the order in which they are read
     * @return {@code [n, features]}
     */
    public NDArray support(NDArray support) {
        return read(support, onward, false).add(read(support, backward, true)).add(support);
    }

    /** The state after each image, {@code [n, features]}, where the images stand; read from the last one if told so. */
    private static NDArray read(NDArray support, Network gates, boolean fromTheEnd) {
        // Split, not indexed: the gradient of an index is as large as the whole support, once for each image.
        NDList images = support.split(support.getShape().get(0), 0);
        int n = images.size();
        NDArray h = images.head().zerosLike();
        NDArray c = h;
        NDArray[] states = new NDArray[n];
        for (int i = 0; i < n; i++) {
            int at = fromTheEnd ? n - 1 - i : i;
            Lstm.State next = Lstm.next(gates.forward(images.get(at).concat(h, 1), BatchNormMode.TRAINING), c);
            h = next.h();
            c = next.c();
            states[at] = h;
        }
        return NDArrays.concat(new NDList(states), 0);
    }

    /**
     * The queries, each in the light of the support, whatever the other queries are.
     *
     * @param queries {@code [q, features]}
     * @param support {@code [n, features]}, from {@link #support}
     * @return {@code [q, features]}
     */
    public NDArray queries(NDArray queries, NDArray support) {
        NDArray h = queries.zerosLike();
        NDArray c = h;
        for (int k = 0; k < steps; k++) {
            NDArray read = h.dot(support.transpose()).softmax(1).dot(support);
            NDArray seen = queries.concat(h, 1).concat(read, 1);
            Lstm.State next = Lstm.next(attending.forward(seen, BatchNormMode.TRAINING), c);
            h = next.h().add(queries);
            c = next.c();
        }
        return h;
    }

    /** How many numbers an embedding has. */
    public long features() {
        return features;
    }

    /** The networks that hold its weights, for training: the LSTM over the support, onward and back, and that of a query. */
    public List<Network> networks() {
        return List.of(onward, backward, attending);
    }

    @Override
    public void close() {
        networks().forEach(Network::close);
    }

    @Override
    public String toString() {
        return "full-context embeddings of " + features + " features, a query attends " + steps + " times";
    }
}
