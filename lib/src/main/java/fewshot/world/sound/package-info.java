/**
 * Instruments as spectra: {@link fewshot.world.sound.Sounds} plays those of a sound font, {@link fewshot.world.sound.LogMel} makes a
 * picture of what is heard. The rest of this folder is how they are played, through Java's own synthesiser and no sound device.
 */
package fewshot.world.sound;
