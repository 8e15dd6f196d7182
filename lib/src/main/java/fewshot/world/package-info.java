/**
 * Data of other worlds than Omniglot's, so that one can ask whether what was learned is learning to learn or Omniglot. Each world
 * has a folder of its own and becomes what all data here are, a {@link fewshot.data.ExampleSet} with classes:
 *
 * <ul>
 *   <li>{@code print}: characters of three scripts drawn from open fonts, labelled by character and by font;
 *   <li>{@code digit}: handwritten digits of other people with other pens;
 *   <li>{@code picture}: CIFAR-100 in colours with the CIFAR-FS split;
 *   <li>{@code molecule}: fingerprints of molecules, active against a target or not;
 *   <li>{@code sound}: log-mel spectra of an orchestra's instruments;
 *   <li>{@code word}: names in many languages.
 * </ul>
 *
 * <p>Most data come through {@code data-download.sh NAME}, which unpacks them into {@code data/NAME}
 * ({@link fewshot.world.WorldFolder}). Nothing here knows of episodes, tensors or models. Control, which has no examples, is in
 * {@code fewshot.episode.control}.
 */
package fewshot.world;
