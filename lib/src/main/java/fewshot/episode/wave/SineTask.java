package fewshot.episode.wave;

/**
 * A sine wave to be learned from a few of its points: {@code y = amplitude · sin(x − phase)} (Finn, Abbeel and Levine 2017,
 * section 5.1).
 *
 * @param amplitude from 0.1 to 5
 * @param phase from 0 to π
 */
public record SineTask(double amplitude, double phase) {
    /** The wave's height. */
    public double at(double x) {
        return amplitude * Math.sin(x - phase);
    }
}
