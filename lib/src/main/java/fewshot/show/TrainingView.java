package fewshot.show;

import fewshot.show.page.Live;
import fewshot.train.Training;
import fewshot.train.TrainingListener;
import fewshot.train.TrainingPoint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A training run as one watches it: a line of progress, and curves of the loss and of the validation accuracy that grow.
 * Give it to {@link Training#listen}.
 */
public final class TrainingView implements TrainingListener {
    private static final int DRAWN = 200;

    private final String name;
    private final double chance;
    private Progress progress;
    private Live curve;
    private long planned;

    /**
     * A view of one method's training.
     *
     * @param name the method's name, which also sets its colour
     * @param chance the accuracy of guessing in per cent, drawn as a thin line
     */
    public TrainingView(String name, double chance) {
        this.name = name;
        this.chance = chance;
    }

    @Override
    public void resumed(Training training, long planned) {
        begin(planned);
        progress.update(training.steps(), "from its checkpoint");
    }

    private void begin(long planned) {
        if (progress == null) {
            progress = new Progress(name, planned);
            curve = new Live();
        }
        this.planned = planned;
    }

    @Override
    public void stepped(Training training, TrainingPoint point, long planned) {
        begin(planned);
        progress.update(point.step(), note(training, point));
        boolean grown = point.validation().isPresent() || measured(training).limit(2).count() < 2;
        if (grown && training.steps() > 1) {
            curve.update(() -> chart(training).bundle());
        }
    }

    private static String note(Training training, TrainingPoint point) {
        String loss = String.format(Locale.ROOT, "loss %.3f", point.loss());
        return training.lastValidation().isPresent()
                ? String.format(Locale.ROOT, "%s, validation %.1f %%", loss, training.lastValidation().getAsDouble())
                : loss;
    }

    @Override
    public void ended(Training training) {
        if (progress != null) {
            progress.close();
            curve.finish(() -> chart(training).bundle());
        }
        progress = null;
        curve = null;
    }

    private static Stream<TrainingPoint> measured(Training training) {
        return training.history().stream().filter(p -> p.validation().isPresent());
    }

    /** The curves so far: the validation accuracy where it was measured, else the loss. */
    public Chart chart(Training training) {
        List<TrainingPoint> measured = measured(training).toList();
        String title = name + ": " + training.steps() + (planned > 0 ? " of " + planned : "") + " steps";
        if (measured.size() > 1) {
            return Chart.of(title, "step", "validation accuracy (%)")
                    .line(name, measured.stream().mapToDouble(TrainingPoint::step).toArray(),
                            measured.stream().mapToDouble(p -> p.validation().getAsDouble()).toArray())
                    .level("chance", chance);
        }
        List<TrainingPoint> history = training.history();
        int every = Math.max(1, history.size() / DRAWN);
        List<TrainingPoint> drawn = history.stream().filter(p -> p.step() % every == 0).toList();
        return Chart.of(title, "step", "loss")
                .line(name, drawn.stream().mapToDouble(TrainingPoint::step).toArray(),
                        drawn.stream().mapToDouble(TrainingPoint::loss).toArray());
    }

    @Override
    public String toString() {
        return "progress and curve of " + name;
    }
}
