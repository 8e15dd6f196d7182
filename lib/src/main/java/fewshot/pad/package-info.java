/**
 * What a reader draws by hand: {@link fewshot.pad.Pad} is a sheet in the notebook on which one teaches characters and has
 * trained learners name them; a {@link fewshot.pad.Drawing} is what the pen did.
 */
package fewshot.pad;
