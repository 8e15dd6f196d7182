/**
 * One paper, one file, in the folder of its family: {@link fewshot.method.metric}, {@link fewshot.method.memory},
 * {@link fewshot.method.gradient}, {@link fewshot.method.baseline}.
 *
 * <p>Every method is a {@link fewshot.method.FewShotLearner}: an episode in, class scores of its queries out. {@link fewshot.method.FewShotLearner#fit} learns a
 * task once and gives a {@link fewshot.method.Classifier}, to be asked as often as one likes. What is trained
 * on episodes is an {@link fewshot.method.EpisodicLearner} and adds one step on a batch of them. So one evaluator, one
 * training loop and one comparison serve all.
 */
package fewshot.method;
