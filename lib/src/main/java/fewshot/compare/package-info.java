/**
 * Methods against each other. A {@link fewshot.compare.Contest} has an {@link fewshot.compare.Entry} for each method, which says how it
 * is set up and trained under the same {@link fewshot.compare.Conditions}, and which {@link fewshot.compare.Setting}s of its own are
 * tried; a {@link fewshot.compare.Contestant} is one of them, ready to be trained, or loaded and asked. A {@link fewshot.compare.Plan}
 * has what a step of each costs and what came of the trials. {@link fewshot.compare.TrainAll} makes it, trains them all with some
 * {@link fewshot.compare.Settings} and writes what was {@link fewshot.compare.Measured}. Nothing of the methods themselves is here.
 */
package fewshot.compare;
