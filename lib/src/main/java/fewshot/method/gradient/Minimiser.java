package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import fewshot.episode.problem.Problems;
import fewshot.gradient.Gradients;
import fewshot.gradient.Optimizers;
import fewshot.gradient.Recording;
import fewshot.state.Stop;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** An optimiser that can be tried on a batch of problems: one that was learned, or one that was designed by hand. */
public interface Minimiser {
    /**
     * Minimises each problem from its start.
     *
     * @param steps how many, at least 1
     * @return the loss of each problem at its start and after each step, {@code [problems][1 + steps]}; what has diverged is
     *     infinite or not a number
     */
    double[][] minimise(Problems problems, int steps);

    /**
     * One of DJL's optimisers, made anew for each batch of problems. It must look at each parameter by itself (SGD, momentum,
     * RMSProp and Adam do), since the problems are given to it as one array.
     *
     * @param optimizer such as {@code () -> new Adam(0.1f)}; closed after use if it can be
     */
    static Minimiser designed(Supplier<Optimizer> optimizer) {
        return (problems, steps) -> {
            Optimizer fresh = optimizer.get();
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray parameters = problems.start(manager);
                double[][] losses = new double[problems.count()][steps + 1];
                for (int step = 0; step <= steps; step++) {
                    Stop.before("a step of minimising");
                    try (NDManager scratch = manager.newSubManager()) {
                        LossGradient slope = LossGradient.at(problems, parameters, scratch);
                        slope.into(losses, step);
                        fresh.update("parameters", parameters, slope.gradient);
                    }
                }
                return losses;
            } finally {
                Optimizers.close(fresh);
            }
        };
    }

    /**
     * The losses of a batch of problems, and the gradient of each, at some parameters.
     *
     * @param losses of each problem
     * @param gradient {@code [problems, size]}, plain numbers of the scratch manager
     */
    record LossGradient(float[] losses, NDArray gradient) {
        /** Looks. The sum of the losses has each problem's own gradient, since no problem has a part in another's loss. */
        static LossGradient at(Problems problems, NDArray parameters, NDManager scratch) {
            try (Recording recording = Recording.on()) {
                NDList at = Gradients.leaves(scratch, new NDList(parameters));
                NDArray losses = problems.losses(at.head());
                float[] numbers = losses.toFloatArray();
                return new LossGradient(numbers, Gradients.of(losses.sum(), at).head());
            }
        }

        /** Writes the losses of a step. */
        void into(double[][] all, int step) {
            IntStream.range(0, losses.length).forEach(problem -> all[problem][step] = losses[problem]);
        }
    }
}
