/**
 * Learners that act. {@link fewshot.method.control.NavigationLearner} is MAML by policy gradient,
 * {@link fewshot.method.control.Rl2} a recurrent network that plays {@link fewshot.episode.control.Bandit}s;
 * {@link fewshot.method.control.ThompsonSampling} and {@link fewshot.method.control.UpperConfidence} learn nothing from one machine for
 * the next, and are what it is held against.
 */
package fewshot.method.control;
