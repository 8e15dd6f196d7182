/**
 * Encoders and heads as ordinary DJL blocks, and {@link fewshot.model.Network}, which owns one of them with its weights.
 *
 * <p>{@link fewshot.model.ConvolutionalEncoder} is the four blocks of convolution, batch norm, ReLU and pooling that most of
 * the field uses (Vinyals et al. 2016; Snell et al. 2017); {@link fewshot.model.StemConvolution} is the first of them, done
 * quickly. {@link fewshot.model.BatchNormMode} says where batch norm takes
 * its statistics from, which decides what a figure means. {@link fewshot.model.RelationModule} compares two images' feature
 * maps, and {@link fewshot.model.FullContext} embeds an image in the light of the others of its episode.
 *
 * <p>What reads sequences is a {@link fewshot.model.SequenceBlock}: the gates of {@link fewshot.model.Rnn},
 * {@link fewshot.model.Gru} and {@link fewshot.model.Lstm}, and the two with a memory beside them,
 * {@link fewshot.model.NeuralTuringMachine} and {@link fewshot.model.Mann}, whose steps are the functions of
 * {@link fewshot.model.Addressing} and {@link fewshot.model.LeastRecentlyUsed}. Nothing here knows of a method.
 */
package fewshot.model;
