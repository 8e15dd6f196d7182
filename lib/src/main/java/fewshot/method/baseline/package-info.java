/**
 * What every method has to beat: {@link fewshot.method.baseline.Chance}, the nearest support image by its pixels
 * ({@link fewshot.method.baseline.PixelNearestNeighbour}) or by the shape of its strokes
 * ({@link fewshot.method.baseline.ModifiedHausdorff}), and ordinary training on all classes
 * ({@link fewshot.method.baseline.PreTraining}) with the nearest centroid of centred features
 * ({@link fewshot.method.baseline.SimpleShot}) or with {@link fewshot.method.baseline.FineTuning} on each support set, of the
 * whole network or of a new {@link fewshot.method.baseline.Head} alone: Chen's Baseline and Baseline++.
 */
package fewshot.method.baseline;
