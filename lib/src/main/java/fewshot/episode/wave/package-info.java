/** Sine waves, each to be learned from a few of its points (Finn, Abbeel and Levine 2017, section 5.1). */
package fewshot.episode.wave;
