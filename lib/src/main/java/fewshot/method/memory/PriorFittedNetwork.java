package fewshot.method.memory;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.Draws;
import fewshot.episode.Episode;
import fewshot.episode.table.StandardisedTable;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.Ensemble;
import fewshot.method.EpisodicLearner;
import fewshot.model.Network;
import fewshot.model.attention.InContextTransformer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A prior-fitted network (Müller et al. 2022; Hollmann et al. 2023): a transformer that was trained on made-up tables alone and
 * answers a table that it has never seen in one pass, without changing a weight.
 *
 * <p>It is an {@link InContextLearner} whose examples are rows. A row's numbers are standardised by the labelled rows of its own
 * table, {@code (x − mean) / deviation}, held between −{@value #LIMIT} and {@value #LIMIT}, put into as many of the network's
 * {@code F} places, drawn at random, as there are columns, and multiplied by {@code √(F / columns)}; the other places are 0. What a
 * place means is different in each table, so no place can mean anything by itself.
 *
 * <p>Trained on the mean of {@code −log p(class | row, labelled rows)} over tables from the prior; the least that this loss
 * can be is that of the posterior predictive distribution under that prior (Müller et al. 2022, corollary 1.1). Asked, it looks at the table several
 * times, each time with other places and other labels, and says the logarithm of the mean of its probabilities.
 *
 * <p>The network is shared, not owned: whoever made it closes it.
 */
public final class PriorFittedNetwork implements EpisodicLearner {
    private static final float LIMIT = 4;

    private final InContextLearner learner;
    private final int places;
    private final int looks;

    private PriorFittedNetwork(Network reader, int looks, GradientDescent descent) {
        if (looks < 1) {
            throw new IllegalArgumentException("PriorFittedNetwork: " + looks + " looks at a table; there must be at least 1");
        }
        this.learner = InContextLearner.ofNumbers(reader, descent);
        this.places = InContextLearner.features(reader);
        this.looks = looks;
    }

    /**
     * A learner of tables.
     *
     * @param reader made by {@link InContextTransformer#network(InContextTransformer, long, long, Device)} for the most columns that a
     *     table may have
     * @param looks how often it looks at a table before it answers, at least 1
     * @param descent updates the reader; {@link GradientDescent#none} for a learner that only answers
     */
    public static PriorFittedNetwork of(Network reader, int looks, GradientDescent descent) {
        return new PriorFittedNetwork(reader, looks, descent);
    }

    @Override
    public String name() {
        return "Prior-fitted";
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public Device device() {
        return learner.device();
    }

    /** The most columns that a table may have. */
    public int mostColumns() {
        return places;
    }

    /** The most classes that a table may have. */
    public int mostWays() {
        return learner.mostWays();
    }

    /** The mean of {@code −log p(right class)} over the queries and over the tables; a scalar of {@code manager}. */
    public NDArray loss(NDManager manager, List<Episode> batch) {
        return learner.loss(manager, batch.stream().map(table -> prepared(table, 0)).toList());
    }

    @Override
    public Step step(List<Episode> batch) {
        return learner.step(batch.stream().map(table -> prepared(table, 0)).toList());
    }

    @Override
    public NDArray logits(NDManager manager, Episode table) {
        return Ensemble.together(manager, IntStream.range(0, looks).mapToObj(look -> learner.logits(manager, prepared(table, look))).toList());
    }

    /**
     * The scores of one look with the labels dealt out as is said.
     *
     * @param dealt for each class a label of its own, 0 to {@link #mostWays()} − 1
     * @return {@code [queries, way]}, owned by {@code manager}
     */
    public NDArray logits(NDManager manager, Episode table, int[] dealt) {
        return learner.logits(manager, prepared(table, 0), dealt);
    }

    /**
     * How much each row looks at each other at the first look, labelled rows and then those that are asked about; rows add up to 1.
     *
     * @return layer by layer {@code [heads, n, n]}, owned by {@code manager}
     */
    public List<NDArray> attention(NDManager manager, Episode table) {
        return learner.attention(manager, prepared(table, 0));
    }

    /**
     * The table as the network reads it.
     *
     * @param look another number, other places
     * @throws IllegalArgumentException if it has more columns than there are places
     */
    public Episode prepared(Episode table, int look) {
        int columns = table.support().length();
        if (columns > places) {
            throw new IllegalArgumentException("PriorFittedNetwork: the table has " + columns + " columns, but the network has places for "
                    + places + "; leave some out, or make it for more");
        }
        Episode standard = StandardisedTable.of(table);
        int[] place = Draws.distinct(new SplittableRandom(name(table) + look), places, columns);
        return new Episode(placed(standard.support(), place), table.supportLabels(), placed(standard.query(), place),
                table.queryLabels(), table.classNames());
    }

    /** The same for the same labelled rows in whatever order. */
    private static long name(Episode table) {
        Examples support = table.support();
        return IntStream.range(0, support.size()).mapToLong(i -> support.raw(i).hashCode()).sum();
    }

    private Examples placed(Examples rows, int[] place) {
        float[] in = rows.floats();
        float[] out = new float[rows.size() * places];
        float scale = (float) Math.sqrt((double) places / place.length);
        for (int i = 0; i < in.length; i++) {
            out[i / place.length * places + place[i % place.length]] = scale * Math.max(-LIMIT, Math.min(LIMIT, in[i]));
        }
        return Examples.floats(out, places);
    }

    @Override
    public String toString() {
        return name() + ", " + learner + ", " + looks + " looks";
    }
}
