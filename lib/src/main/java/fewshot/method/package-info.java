/**
 * One paper, one file. Every method is a {@link fewshot.method.FewShotLearner}: an episode in, class scores of its queries
 * out. What learns from episodes is an {@link fewshot.method.EpisodicLearner} and adds one step on a batch of them.
 *
 * <p>What embeds and compares is a {@link fewshot.method.MetricLearner}: it says how it compares, and no more. Those that are
 * trained on episodes are {@link fewshot.method.EpisodicMetricLearner}s, with the loss and the step once for all;
 * {@link fewshot.method.SiameseNetwork} is trained on pairs instead.
 *
 * <p>What remembers instead of comparing is a {@link fewshot.method.RecurrentLearner}, whatever network reads for it: a GRU, an
 * LSTM or a memory-augmented network. A {@link fewshot.method.BitLearner} does so with bits instead of images.
 *
 * <p>What learns an episode by changing weights is an {@link fewshot.method.AdaptingLearner}: it says how. If a gradient goes
 * through that, it is a {@link fewshot.method.MetaGradientLearner} and says what a task costs: {@link fewshot.method.Maml},
 * {@link fewshot.method.MetaSgd}, {@link fewshot.method.Taml}, {@link fewshot.method.LstmMetaLearner}. {@link fewshot.method.Reptile}
 * needs no such gradient. {@link fewshot.method.SineLearner} does the same on sine waves, and a
 * {@link fewshot.method.LearnedOptimiser} is a {@link fewshot.method.Minimiser} of other people's problems.
 *
 * <p>So one evaluator, one training loop and one comparison serve all. Baselines stand beside the methods:
 * {@link fewshot.method.Chance}, {@link fewshot.method.PixelNearestNeighbour}, {@link fewshot.method.ModifiedHausdorff} and
 * {@link fewshot.method.PreTraining} with {@link fewshot.method.FineTuning}.
 */
package fewshot.method;
