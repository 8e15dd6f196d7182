/**
 * How a thing becomes forms that a page can show: {@link fewshot.show.draw.Bundle} holds them, {@link fewshot.show.draw.Displayable} has
 * them, {@link fewshot.show.draw.PlotlyFigure} is the one to drag, and the pictures are the PNG of the same figure, in the colours of
 * {@link fewshot.show.draw.Palette}. Nothing here knows a kernel.
 */
package fewshot.show.draw;
