package fewshot.gradient;

/**
 * What one update of the weights reports.
 *
 * @param loss the mean loss over the batch, before the update
 * @param gradientNorm the Euclidean norm of the gradient of all weights together, before any clipping
 */
public record Step(double loss, double gradientNorm) {}
