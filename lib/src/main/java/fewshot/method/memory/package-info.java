/**
 * Methods that remember: what a network has learned of a task is what it keeps of the task's examples and labels; no weight
 * changes. {@link fewshot.method.memory.RecurrentLearner} reads images one after the other, whatever network reads for it: a GRU, an
 * LSTM, a memory-augmented network or a causal transformer; {@link fewshot.method.memory.InContextLearner} lets each query look at
 * the whole support at once, or has it read pair by pair; {@link fewshot.method.memory.PriorFittedNetwork} does so with tables; {@link fewshot.method.memory.BitLearner}
 * reads bits.
 */
package fewshot.method.memory;
