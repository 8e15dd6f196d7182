/**
 * Methods against each other. A {@link fewshot.compare.Contest} has an {@link fewshot.compare.Entry} for each method, which says how it
 * is set up and trained with the same network, data and seed; a {@link fewshot.compare.Contestant} is one of them, ready to be
 * trained, or loaded and asked. {@link fewshot.compare.TrainAll} trains them with some {@link fewshot.compare.Settings} and writes what
 * was {@link fewshot.compare.Measured}. Nothing of the methods themselves is here.
 */
package fewshot.compare;
