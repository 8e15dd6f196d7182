/**
 * Gradients, and what is done with them. {@link fewshot.gradient.GradientDescent} makes one update from a batch and watches
 * the gradient's norm: a loss that is not a number or a gradient that jumps stops training before a weight is touched.
 *
 * <p>What the engine's memory needs (gradients that are zeroed in place, moments that are freed) is kept here, and nothing
 * above has to know it.
 */
package fewshot.gradient;
