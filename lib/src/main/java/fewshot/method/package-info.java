/**
 * One paper, one file. Every method is a {@link fewshot.method.FewShotLearner}: an episode in, class scores of its queries
 * out. What learns from episodes is an {@link fewshot.method.EpisodicLearner} and adds one step on a batch of them.
 *
 * <p>So one evaluator, one training loop and one comparison serve all. Baselines stand beside the methods:
 * {@link fewshot.method.Chance}, {@link fewshot.method.PixelNearestNeighbour}, {@link fewshot.method.ModifiedHausdorff} and
 * {@link fewshot.method.PreTraining} with {@link fewshot.method.FineTuning}.
 */
package fewshot.method;
