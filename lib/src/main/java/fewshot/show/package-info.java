/**
 * What a reader sees in JupyterLab: {@link fewshot.show.Chart}, and {@link fewshot.show.Slider} with a number to drag;
 * {@link fewshot.show.Diagram}, boxes and arrows; {@link fewshot.show.ImageGrid}, Tablesaw's tables and figures, and
 * {@link fewshot.show.TrainingView}, a line of progress and a curve that grow while training runs.
 *
 * <p>Each is one bundle of forms: an interactive Plotly figure, a PNG for the web and for paper, and a sentence for those who
 * hear the page; a diagram is SVG and PNG. JJava finds the package by itself; with IJava, call {@link fewshot.show.Notebook#register} in the first cell.
 */
package fewshot.show;
