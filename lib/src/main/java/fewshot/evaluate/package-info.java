/**
 * How good a learner is: the mean accuracy over episodes with its 95 % confidence interval, the paired difference of two
 * learners on the same episodes, the mean over training seeds, the ROC curve of a verification or of strangers that are told
 * from the classes of a task, the calibration of probabilities, and the results files that the README's table is made from.
 */
package fewshot.evaluate;
