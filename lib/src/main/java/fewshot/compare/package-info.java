/**
 * All methods against each other. {@link fewshot.compare.Contest} says how each is set up and trained, with the same network,
 * data and seed; a {@link fewshot.compare.Contestant} is one of them, ready to be trained, or loaded and asked.
 * {@link fewshot.compare.TrainAll} trains them and writes what notebook 10 reads. Nothing of the methods themselves is here.
 */
package fewshot.compare;
