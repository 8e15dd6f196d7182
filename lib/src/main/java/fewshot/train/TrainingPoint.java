package fewshot.train;

import java.util.OptionalDouble;

/**
 * Where training stands after one step.
 *
 * @param step steps done so far, from 1
 * @param seconds time spent in training so far, validation not counted
 * @param loss the loss of this step
 * @param gradientNorm the norm of this step's gradient
 * @param validation the validation accuracy in per cent, on the steps where it was measured
 */
public record TrainingPoint(long step, double seconds, double loss, double gradientNorm, OptionalDouble validation) {}
