/**
 * Names in many languages: {@link fewshot.world.word.Words}, as sets of hashed {@link fewshot.world.word.NGrams} or as sequences of
 * {@link fewshot.world.word.Letters}.
 *
 * <p>This package alone needs DataFaker, which is an optional dependency of the library.
 */
package fewshot.world.word;
