/**
 * Printed characters of three scripts in many fonts: {@link fewshot.world.print.Print}, and its parts to train, to validate and to
 * test, {@link fewshot.world.print.PrintParts}. The rest of this folder is what is drawn, and how.
 */
package fewshot.world.print;
