package fewshot.state;

/** Something with a state: an array, some whole numbers and one number in double precision. */
final class Numbers implements Stateful {
    final float[] weights;
    long[] counts;
    double loss;

    Numbers(float[] weights, long[] counts, double loss) {
        this.weights = weights;
        this.counts = counts;
        this.loss = loss;
    }

    @Override
    public void save(StateWriter out) {
        out.floats("weights", new long[] {1, weights.length}, weights);
        out.longs("counts", counts);
        out.doubles("loss", loss);
    }

    @Override
    public Runnable restore(StateReader in) {
        float[] read = in.floats("weights", new long[] {1, weights.length});
        long[] counted = in.longs("counts");
        double measured = in.doubles("loss")[0];
        return () -> {
            System.arraycopy(read, 0, weights, 0, read.length);
            counts = counted;
            loss = measured;
        };
    }
}
