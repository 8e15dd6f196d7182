package fewshot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.LSTM;
import java.util.List;

/**
 * The full-context embeddings of Matching Networks (Vinyals et al. 2016, section 2.1.2 and appendix A): what an image is
 * like depends on the other images of its episode.
 *
 * <p>Support: {@code g(xᵢ, S) = h→ᵢ + h←ᵢ + g'(xᵢ)}, a bidirectional LSTM over the support in the order given. Query:
 * {@code K} steps of an LSTM that reads {@code f'(x̂)} and its own state beside what it last attended to:
 * {@code ĥ, c = LSTM(f'(x̂), [h, r], c)}, {@code h = ĥ + f'(x̂)}, {@code r = Σ softmax_i(h · g(xᵢ)) g(xᵢ)}.
 *
 * <p>It owns its weights until it is closed.
 */
public final class FullContext implements AutoCloseable {
    private final Network reader;
    private final Network gates;
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
        this.features = network.output().get(0);
        this.steps = steps;
        LSTM both = LSTM.builder().setStateSize((int) features).setNumLayers(1).optBidirectional(true).optBatchFirst(true).build();
        this.reader = new Network(both, new Shape(-1, features), seed, network.manager().getDevice());
        this.gates = new Network(Linear.builder().setUnits(4 * features).build(), new Shape(3 * features), seed + 1,
                network.manager().getDevice());
    }

    /**
     * The support, each image in the light of the others.
     *
     * @param support {@code [n, features]}, in the order in which they are read
     * @return {@code [n, features]}
     */
    public NDArray support(NDArray support) {
        NDArray read = reader.forward(support.expandDims(0), BatchNormMode.TRAINING).squeeze(0);
        NDList directions = read.split(2, 1);
        return directions.get(0).add(directions.get(1)).add(support);
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
        NDArray r = h;
        NDArray c = h;
        for (int k = 0; k < steps; k++) {
            NDList parts = gates.forward(queries.concat(h, 1).concat(r, 1), BatchNormMode.TRAINING).split(4, 1);
            NDArray written = Activation.sigmoid(parts.get(0)).mul(Activation.tanh(parts.get(1)));
            c = Activation.sigmoid(parts.get(2)).mul(c).add(written);
            h = Activation.sigmoid(parts.get(3)).mul(Activation.tanh(c)).add(queries);
            r = h.dot(support.transpose()).softmax(1).dot(support);
        }
        return h;
    }

    /** The networks that hold its weights, for training. */
    public List<Network> networks() {
        return List.of(reader, gates);
    }

    @Override
    public void close() {
        reader.close();
        gates.close();
    }
}
