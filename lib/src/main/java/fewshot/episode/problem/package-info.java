/**
 * Problems for an optimiser to be tried on: {@link fewshot.episode.problem.Quadratics} and small networks on two moons of points,
 * {@link fewshot.episode.problem.MoonNetworks} (Andrychowicz and others 2016).
 */
package fewshot.episode.problem;
