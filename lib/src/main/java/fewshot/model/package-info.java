/**
 * {@link fewshot.model.Network} owns a DJL block with its weights, and {@link fewshot.model.BatchNormMode} says where batch norm
 * takes its statistics from, which decides what a figure means. The blocks stand in {@link fewshot.model.encoder},
 * {@link fewshot.model.sequence}, {@link fewshot.model.attention}, {@link fewshot.model.memory} and
 * {@link fewshot.model.rule}; any other DJL block will do as well. Nothing here knows of a method.
 */
package fewshot.model;
