package fewshot.compare;

import fewshot.data.ImageSet;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import java.util.List;

/**
 * What a method is trained with.
 *
 * @param classes to learn from
 * @param filters in each of the encoder's four blocks
 * @param way the number of classes its networks are made for, 0 for any
 * @param seed fixes the initial weights and what is drawn
 * @param phases how many steps each phase of its training has, in their order
 * @param setting what was chosen for it
 */
public record Conditions(ImageSet classes, int filters, int way, long seed, List<Long> phases, Setting setting) {
    /** Keeps the phases as they are. */
    public Conditions {
        phases = List.copyOf(phases);
    }

    /** All steps of the training. */
    public long steps() {
        return phases.stream().mapToLong(Long::longValue).sum();
    }

    /** 1-shot episodes of the training classes. */
    EpisodeSampler tasks(int way, int queries) {
        return new EpisodeSampler(classes, way, 1, queries, seed);
    }

    /** Adam at the setting's {@code rate}, halved at each quarter of the way. */
    Adam halving() {
        return halving(setting.get("rate"), steps());
    }

    /** Adam, halved at each quarter of so many steps. */
    static Adam halving(double rate, long steps) {
        return new Adam((int t) -> (float) (rate * Math.pow(0.5, 4 * (t - 1) / steps)));
    }

    /** Adam whose rate is halved after 80 per cent of so many steps. */
    static Adam dropping(double rate, long steps) {
        return new Adam((int t) -> (float) (t < 0.8 * steps ? rate : rate / 2));
    }

    /** Adam along half a cosine to 0 at the last step. */
    Adam cosine(double rate) {
        return Adam.cosine(rate, steps());
    }
}
