/**
 * What every method has to beat: {@link fewshot.method.baseline.Chance}, the nearest support image by its pixels
 * ({@link fewshot.method.baseline.PixelNearestNeighbour}) or by the shape of its strokes
 * ({@link fewshot.method.baseline.ModifiedHausdorff}), and ordinary training on all classes
 * ({@link fewshot.method.baseline.PreTraining}) with {@link fewshot.method.baseline.FineTuning} on each support set.
 */
package fewshot.method.baseline;
