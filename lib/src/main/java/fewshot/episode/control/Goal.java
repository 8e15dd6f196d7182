package fewshot.episode.control;

/**
 * A task of {@link Navigation}: where to go.
 *
 * @param x from −0.5 to 0.5
 * @param y likewise
 */
public record Goal(double x, double y) {
    /** The squared distance of a point. */
    public double squaredDistance(double px, double py) {
        return (px - x) * (px - x) + (py - y) * (py - y);
    }
}
