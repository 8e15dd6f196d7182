package fewshot.method.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.Episode;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.attention.Mask;
import fewshot.model.sequence.SequenceBlock;

/** How a network reads labelled examples and is then asked. A token is an example and its label, {@code [features + labels]}. */
interface SupportReading {
    /**
     * The way of a network.
     *
     * @throws IllegalArgumentException if it is neither a transformer of examples with labels nor a reader of sequences
     */
    static SupportReading of(Network reader) {
        if (reader.block() instanceof InContextTransformer block) {
            return new AllAtOnce(reader, block);
        }
        if (reader.block() instanceof SequenceBlock block) {
            return new OneByOne(reader, block);
        }
        throw new IllegalArgumentException("InContextLearner: " + reader + " is no transformer of examples with labels, nor does it read"
                + " sequences; make it with InContextTransformer.network or Network.sequence");
    }

    /** What the learner is called. */
    String name();

    /** How many labels the network knows. */
    int labels();

    /** The task with its support in the order in which it is read. */
    Episode inOrder(Episode task);

    /**
     * The scores of queries in training.
     *
     * @param tokens {@code [tasks, support + queries, features + labels]}
     * @param support how many of them are told their labels
     * @return {@code [tasks, queries, labels]}
     */
    NDArray scores(NDArray tokens, int support);

    /** What is left of the support of one task, {@code [1, support, features + labels]}, when it has been read. */
    NDList learned(NDArray support);

    /** The scores of queries, {@code [1, queries, features + labels]} to {@code [1, queries, labels]}. */
    NDArray answers(NDList learned, NDArray queries);

    /**
     * What a reader of sequences says of queries, each of which goes on from a copy of its task's state.
     *
     * @param state {@code [tasks, …]} each
     * @param queries {@code [tasks, queries, features]}
     * @return {@code [tasks, queries, answers]}
     */
    static NDArray asked(Network reader, NDList state, NDArray queries, BatchNormMode mode) {
        Shape shape = queries.getShape();
        NDList copies = new NDList(state.stream().map(array -> array.repeat(0, shape.get(1))).toList());
        NDArray next = queries.reshape(1, shape.get(0) * shape.get(1), shape.get(2));
        return reader.read(next, copies, mode).head().reshape(shape.get(0), shape.get(1), -1);
    }

    /** How much each token of a task looks at each other, layer by layer {@code [1, heads, n, n]}. */
    NDList attention(NDArray tokens, int support);

    /** All examples look at each other, and each query at them. */
    record AllAtOnce(Network reader, InContextTransformer block) implements SupportReading {
        @Override
        public String name() {
            return "In-context";
        }

        @Override
        public int labels() {
            return block.labels();
        }

        @Override
        public Episode inOrder(Episode task) {
            return task;
        }

        @Override
        public NDArray scores(NDArray tokens, int support) {
            return reader.forward(inputs(tokens, support), BatchNormMode.TRAINING).head().get(new NDIndex(":, {}:", support));
        }

        private static NDList inputs(NDArray tokens, int support) {
            int queries = Math.toIntExact(tokens.getShape().get(1)) - support;
            return new NDList(tokens, Mask.supportToQuery(tokens.getManager(), support, queries));
        }

        /** The keys and values of each layer, {@code [1, support, width]}. */
        @Override
        public NDList learned(NDArray support) {
            return block.state(reader.forward(inputs(support, Math.toIntExact(support.getShape().get(1)))));
        }

        @Override
        public NDArray answers(NDList learned, NDArray queries) {
            int support = Math.toIntExact(learned.head().getShape().get(1));
            int asked = Math.toIntExact(queries.getShape().get(1));
            NDArray mask = Mask.queries(queries.getManager(), support, asked);
            return reader.forward(new NDList(queries, mask).addAll(learned)).head();
        }

        @Override
        public NDList attention(NDArray tokens, int support) {
            return block.attention(reader.forward(inputs(tokens, support)));
        }
    }

    /** The examples are read one after the other; each query goes on from the state behind them, in a copy of its own. */
    record OneByOne(Network reader, SequenceBlock block) implements SupportReading {
        @Override
        public String name() {
            return block.name() + ", pairs";
        }

        @Override
        public int labels() {
            return Math.toIntExact(reader.output().get(1));
        }

        @Override
        public Episode inOrder(Episode task) {
            return task.inReadingOrder();
        }

        @Override
        public NDArray scores(NDArray tokens, int support) {
            NDList parts = tokens.split(new long[] {support}, 1);
            return asked(reader, read(parts.get(0), BatchNormMode.TRAINING), parts.get(1), BatchNormMode.TRAINING);
        }

        @Override
        public NDList learned(NDArray support) {
            return read(support, BatchNormMode.INDUCTIVE);
        }

        @Override
        public NDArray answers(NDList learned, NDArray queries) {
            return asked(reader, learned, queries, BatchNormMode.INDUCTIVE);
        }

        @Override
        public NDList attention(NDArray tokens, int support) {
            throw new UnsupportedOperationException(
                    "InContextLearner: " + name() + " reads one example after the other; Network.trace has what happens inside");
        }

        /** The state behind the support of each task. */
        private NDList read(NDArray support, BatchNormMode mode) {
            return reader.read(support.transpose(1, 0, 2), new NDList(), mode).subNDList(1);
        }
    }
}
