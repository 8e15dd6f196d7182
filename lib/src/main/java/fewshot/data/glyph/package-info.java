/**
 * Characters of invented alphabets, drawn by a small generator where there is no data: {@link fewshot.data.glyph.Glyphs}. The
 * rest of this folder is how it draws: a style, a program of strokes, a pen.
 */
package fewshot.data.glyph;
