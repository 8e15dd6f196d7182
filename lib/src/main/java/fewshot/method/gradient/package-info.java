/**
 * Methods that learn a task by changing weights. An {@link fewshot.method.gradient.AdaptingLearner} says how; if a gradient
 * goes through that, it is a {@link fewshot.method.gradient.MetaGradientLearner} and says what a task costs:
 * {@link fewshot.method.gradient.Maml}, {@link fewshot.method.gradient.MamlPlusPlus}, {@link fewshot.method.gradient.ProtoMaml},
 * {@link fewshot.method.gradient.MetaSgd}, {@link fewshot.method.gradient.Taml}, {@link fewshot.method.gradient.LstmMetaLearner}. {@link fewshot.method.gradient.Reptile} needs no such gradient.
 * {@link fewshot.method.gradient.SineLearner} does the same on sine waves, and a
 * {@link fewshot.method.gradient.LearnedOptimiser} is a {@link fewshot.method.gradient.Minimiser} of other problems.
 */
package fewshot.method.gradient;
