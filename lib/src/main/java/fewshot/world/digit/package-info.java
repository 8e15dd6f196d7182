/** Handwritten digits: {@link fewshot.world.digit.Digits}. */
package fewshot.world.digit;
