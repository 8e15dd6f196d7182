package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent with momentum, dampening and weight decay, as {@code torch.optim.SGD} does it.
 *
 * <p>{@code d = g + λθ}; {@code m ← d} at the first update and {@code m ← μm + (1 − τ)d} afterwards; {@code θ ← θ − αm}. With the
 * dampening τ equal to the momentum μ, m is a running mean of the gradients, which begins at the first of them.
 */
public final class Momentum extends FusedOptimizer {
    private final double rate;
    private final double momentum;
    private final double dampening;
    private final double decay;
    private final Map<String, NDArray> means = new HashMap<>();

    /**
     * With nothing remembered yet.
     *
     * @param rate α, above 0
     * @param momentum μ, above 0 and below 1
     * @param dampening τ, from 0 for none to below 1
     * @param decay λ, 0 for none
     */
    public Momentum(double rate, double momentum, double dampening, double decay) {
        require("rate", rate, rate > 0 && Double.isFinite(rate), "a number above 0");
        require("momentum", momentum, momentum > 0 && momentum < 1, "above 0 and below 1; without any, DJL's Optimizer.sgd() will do");
        require("dampening", dampening, dampening >= 0 && dampening < 1, "at least 0 and below 1");
        require("weight decay", decay, decay >= 0 && Double.isFinite(decay), "0 or a number above it");
        this.rate = rate;
        this.momentum = momentum;
        this.dampening = dampening;
        this.decay = decay;
    }

    private static void require(String what, double value, boolean right, String wanted) {
        if (!right) {
            throw new IllegalArgumentException("Momentum: the " + what + " is " + value + "; it must be " + wanted);
        }
    }

    @Override
    public void update(List<String> parameterIds, NDList weights, NDList gradients) {
        boolean first = !means.containsKey(parameterIds.get(0));
        if (parameterIds.stream().anyMatch(id -> means.containsKey(id) == first)) {
            throw new IllegalArgumentException(
                    "Momentum: some of the arrays have had updates and others none; update together what was so from the beginning");
        }
        NDList all = new NDList(weights.size());
        for (int i = 0; i < weights.size(); i++) {
            NDArray weight = weights.get(i);
            all.add(means.computeIfAbsent(parameterIds.get(i), id -> zeros(weight)));
        }
        TorchScript.engine().run(manager(), "momentum", List.of(weights, gradients, all), rate, momentum, dampening, decay, first ? 1 : 0);
    }

    @Override
    public String toString() {
        return "gradient descent with momentum " + momentum + ", learning rate " + rate;
    }
}
