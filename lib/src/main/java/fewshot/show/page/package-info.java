/**
 * The lines to the kernel and to the open page: {@link fewshot.show.page.Kernel} shows a bundle in a cell, whichever of JJava and IJava
 * runs, {@link fewshot.show.page.Live} draws one that grows, and {@link fewshot.show.page.Widget} is a part of the page that answers.
 */
package fewshot.show.page;
