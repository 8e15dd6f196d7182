/**
 * Players of {@link fewshot.episode.control.Bandit}s that learn nothing from one machine for the next, which a meta-learner is held
 * against: {@link fewshot.method.control.ThompsonSampling} and {@link fewshot.method.control.UpperConfidence}.
 */
package fewshot.method.control;
