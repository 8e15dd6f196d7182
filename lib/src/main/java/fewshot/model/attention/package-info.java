/**
 * Attention as DJL blocks: {@link fewshot.model.attention.MultiHeadAttention}, a {@link fewshot.model.attention.Transformer} of
 * several layers of it, and a {@link fewshot.model.attention.Mask} that says which token may look at which. Two networks are
 * made of them: {@link fewshot.model.attention.InContextTransformer} lets queries look at a support set, and
 * {@link fewshot.model.attention.CausalTransformer} reads a stream of images and labels, or of pairs of both, as a GRU does.
 */
package fewshot.model.attention;
