/**
 * What there is to learn from: {@link fewshot.data.Examples} of one shape, be they bytes, bits or floats, and labelled sets
 * of them, any number in each class.
 *
 * <p>{@link fewshot.data.ExampleSet} is such a set, in one array that subsets share: what samplers draw from.
 * {@link fewshot.data.Tables} reads one from text, a row a line, the class last. {@link fewshot.data.ImageSet} is one of images, grey or in colours, which can also be turned, scaled and shown. It is made by
 *
 * <ul>
 *   <li>{@link fewshot.data.Omniglot}: 1,623 characters of 50 alphabets, read from the archives that
 *       {@code data-download.sh} fetches and kept in a cache file, with Lake's and Vinyals' splits;
 *   <li>{@link fewshot.data.glyph.Glyphs}: characters of invented alphabets, for when there is no data;
 *   <li>{@link fewshot.data.ImageFolder}: a reader's own pictures of any kind and size, grey or in colour, one sub-folder a class;
 *       and a set saved as such a folder.
 * </ul>
 *
 * <p>{@link fewshot.data.Split} keeps the classes to train, validate and test apart ({@link fewshot.data.ExampleSplit} those
 * of other things), {@link fewshot.data.ExampleSet#splitClasses} makes one of a reader's own classes, and
 * {@link fewshot.data.Datasets#omniglotOrGlyphs} is where a notebook begins:
 *
 * <pre>{@code
 * Split split = Datasets.omniglotOrGlyphs().withRotations();
 * System.out.println(split); // Omniglot, split Vinyals: 4112 classes to train, 688 to validate, 1692 to test
 * }</pre>
 *
 * <p>Nothing here knows of episodes, tensors or models, and nothing is drawn at random but by a seed.
 */
package fewshot.data;
