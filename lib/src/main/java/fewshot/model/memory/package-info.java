/**
 * Networks with a memory beside them: {@link fewshot.model.memory.NeuralTuringMachine}, which finds a place by content and by
 * location ({@link fewshot.model.memory.Addressing}), and {@link fewshot.model.memory.Mann}, which writes where it has not
 * written or read for long ({@link fewshot.model.memory.LeastRecentlyUsed}).
 */
package fewshot.model.memory;
