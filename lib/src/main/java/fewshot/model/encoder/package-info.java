/**
 * Blocks that turn images, vectors and sequences into vectors or maps. {@link fewshot.model.encoder.ConvolutionalEncoder} is the four blocks of
 * convolution, batch norm, ReLU and pooling that most of the field uses (Vinyals et al. 2016; Snell et al. 2017);
 * {@link fewshot.model.encoder.StemConvolution} is the first of them, done quickly. {@link fewshot.model.encoder.ResNet12} is what
 * the field uses on small photographs (Oreshkin et al. 2018; Lee et al. 2019).
 * {@link fewshot.model.encoder.RelationModule} compares two images' maps, and {@link fewshot.model.encoder.FullContext} embeds
 * an image in the light of the others of its episode; {@link fewshot.model.encoder.CosineLayer} scores classes by angles.
 * {@link fewshot.model.encoder.VectorEncoder} and {@link fewshot.model.encoder.SequenceEncoder} are for what is no image.
 */
package fewshot.model.encoder;
