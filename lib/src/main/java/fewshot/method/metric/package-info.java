/**
 * Methods that embed and compare. One network embeds support and queries; a {@link fewshot.method.metric.MetricLearner} says
 * how the two are compared, and an {@link fewshot.method.metric.EpisodicMetricLearner} is trained on episodes by the
 * cross-entropy of its scores. {@link fewshot.method.metric.SiameseNetwork} is trained on pairs instead.
 */
package fewshot.method.metric;
