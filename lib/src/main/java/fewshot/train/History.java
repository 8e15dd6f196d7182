package fewshot.train;

import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The points of a run, oldest first, point i of step i + 1. */
final class History implements Stateful {
    private final List<TrainingPoint> points = new ArrayList<>();

    void add(TrainingPoint point) {
        points.add(point);
    }

    /** A view that grows with the run. */
    List<TrainingPoint> points() {
        return Collections.unmodifiableList(points);
    }

    @Override
    public void save(StateWriter out) {
        out.doubles("seconds", column(TrainingPoint::seconds));
        out.doubles("loss", column(TrainingPoint::loss));
        out.doubles("gradient norm", column(TrainingPoint::gradientNorm));
        List<TrainingPoint> validated = points.stream().filter(p -> p.validation().isPresent()).toList();
        out.longs("validated", validated.stream().mapToLong(TrainingPoint::step).toArray());
        out.doubles("validation", validated.stream().mapToDouble(p -> p.validation().getAsDouble()).toArray());
    }

    private double[] column(ToDoubleFunction<TrainingPoint> of) {
        return points.stream().mapToDouble(of).toArray();
    }

    @Override
    public Runnable restore(StateReader in) {
        double[] seconds = in.doubles("seconds");
        double[] loss = in.doubles("loss");
        double[] norm = in.doubles("gradient norm");
        long[] validated = in.longs("validated");
        double[] validation = in.doubles("validation");
        List<TrainingPoint> saved = new ArrayList<>();
        for (int i = 0, v = 0; i < loss.length; i++) {
            boolean measured = v < validated.length && validated[v] == i + 1;
            OptionalDouble accuracy = measured ? OptionalDouble.of(validation[v++]) : OptionalDouble.empty();
            saved.add(new TrainingPoint(i + 1, seconds[i], loss[i], norm[i], accuracy));
        }
        return () -> {
            points.clear();
            points.addAll(saved);
        };
    }
}
