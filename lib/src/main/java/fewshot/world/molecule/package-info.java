/**
 * Molecules that act on a target or do not, as fingerprints: {@link fewshot.world.molecule.Molecules} reads the targets, a
 * {@link fewshot.world.molecule.Target} is a task of two classes, and {@link fewshot.world.molecule.Ecfp} makes the fingerprints.
 *
 * <p>This package alone needs CDK, which is an optional dependency of the library.
 */
package fewshot.world.molecule;
