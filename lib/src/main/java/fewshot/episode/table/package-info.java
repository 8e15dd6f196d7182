/**
 * Tables that nobody has measured: {@link fewshot.episode.table.MadeUpTables} makes up causes, lets random functions (networks and
 * trees) turn them into columns and classes, and hands out rows as an {@link fewshot.episode.Episode}. They are what a prior-fitted
 * network is trained on (Müller et al. 2022; Hollmann et al. 2023).
 */
package fewshot.episode.table;
