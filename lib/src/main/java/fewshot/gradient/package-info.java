/**
 * Gradients, and what is done with them. It can be used without the rest of this suite, on any DJL block on the PyTorch engine.
 *
 * <ul>
 *   <li>{@link fewshot.gradient.Gradients}: the gradient of a scalar as arrays, with or without a graph through it, so of any
 *       order; products with Jacobians and Hessians. Within a {@link fewshot.gradient.Recording}.
 *   <li>{@link fewshot.gradient.FunctionalBlock}: a block at weights that are handed in, {@code f(θ, x)}.
 *   <li>{@link fewshot.gradient.InnerLoop}: some steps of learning an {@link fewshot.gradient.Objective} by an
 *       {@link fewshot.gradient.UpdateRule}, differentiable to the second order, the first, or not at all.
 *       {@link fewshot.gradient.ReverseProducts} finds the same meta-gradient without a graph through the steps.
 *   <li>{@link fewshot.gradient.GradientDescent}: one update from a batch, or from a gradient that was found elsewhere. It watches
 *       the gradient's norm: a loss that is not a number or a gradient that jumps stops training before a weight is touched.
 *   <li>{@link fewshot.gradient.Adam} in a single pass over all weights, and {@link fewshot.gradient.Optimizers} for any optimiser.
 *   <li>{@link fewshot.gradient.Workers}: several tasks at once. {@link fewshot.gradient.Interpolation}: Reptile's step.
 * </ul>
 *
 * <p>What the engine's memory needs (gradients that are zeroed in place, moments that are freed, calls of the engine
 * that DJL has not, leaves that take their results
 * away with them) is kept here, and nothing above has to know it.
 */
package fewshot.gradient;
