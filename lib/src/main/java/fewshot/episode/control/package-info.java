/**
 * Tasks of acting, in which nobody says what is right, only how good it was: {@link fewshot.episode.control.Navigation}, a point that
 * is rewarded for reaching a goal that it is not told (Finn, Abbeel and Levine 2017, section 5.3), and
 * {@link fewshot.episode.control.Bandits}, machines of which some arms pay more often (Duan et al. 2016, section 3.1).
 *
 * <p>All that is drawn depends on a seed and a number alone, so that all learners have the same luck.
 */
package fewshot.episode.control;
