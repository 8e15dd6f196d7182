/**
 * Small tasks: an {@link fewshot.episode.Episode} has a <em>support</em>, labelled images to learn from, and a <em>query</em>,
 * other images of the same classes to be judged by (Vinyals et al. 2016, section 2).
 *
 * <p>An {@link fewshot.episode.EpisodeSampler} draws them from an {@link fewshot.data.ExampleSet}: n ways (classes), k shots
 * (support examples a class) and q queries a class; ways and shots may vary, and shots be uneven. It fails when it is built
 * if a class has too few examples. The i-th episode depends on the seed and on i alone, so that all learners can be asked the
 * same ones. Episodes hold Java's numbers; {@link fewshot.episode.EngineArrays} makes arrays of them in the manager of whoever
 * asks, which frees them. {@link fewshot.episode.ClassLabels} says what class each example is of, and takes means over classes. A {@link fewshot.episode.PairSampler} draws pairs for
 * what learns same from different, and {@link fewshot.episode.LakeRuns} are the twenty fixed episodes of Lake's challenge.
 *
 * <p>What reads its episodes one image at a time gets them as a {@link fewshot.episode.sequence.SequenceBatch} from a
 * {@link fewshot.episode.sequence.SequenceSampler}. {@link fewshot.episode.bit.CopyTask} and {@link fewshot.episode.bit.AssociativeRecall} are
 * tasks of bits, which need a memory and nothing else. In {@code fewshot.episode.control} nobody says what is right, only how good it
 * was.
 */
package fewshot.episode;
