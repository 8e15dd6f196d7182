/**
 * Learned rules of descent: a rate for each weight or array ({@link fewshot.model.rule.LearnedRates}), an LSTM's gates
 * ({@link fewshot.model.rule.LearnedGates}), a whole step ({@link fewshot.model.rule.LearnedStep}), how gradients are shown to
 * them ({@link fewshot.model.rule.LogAndSign}), and the layer that holds the weights of many small tasks at once
 * ({@link fewshot.model.rule.TaskwiseLinear}).
 */
package fewshot.model.rule;
