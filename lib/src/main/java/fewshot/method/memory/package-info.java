/**
 * Methods that remember: a network reads examples with their labels one after the other, and what it has learned of them is
 * its state. {@link fewshot.method.memory.RecurrentLearner} reads images, whatever network reads for it: a GRU, an LSTM or a
 * memory-augmented network; {@link fewshot.method.memory.BitLearner} reads bits.
 */
package fewshot.method.memory;
