package fewshot.train;

import fewshot.gradient.Step;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of checkpoints share: runs that add up 1 + 1/2 + 1/3 … and are kept after each step, and what is said meanwhile. */
abstract class KeptSums {
    /** A model of one number that is added to at each step. */
    static final class Sum implements Stateful {
        double value;

        Step add(double summand) {
            value += summand;
            return new Step(value, summand);
        }

        @Override
        public void save(StateWriter out) {
            out.doubles("value", value);
        }

        @Override
        public Runnable restore(StateReader in) {
            double saved = in.doubles("value")[0];
            return () -> value = saved;
        }
    }

    @TempDir
    Path folder;

    final PrintStream console = System.out;
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    Sum sum = new Sum();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true));
    }

    @AfterEach
    void stopListening() {
        System.setOut(console);
    }

    Checkpoint each() {
        return Checkpoint.in(folder, "sums: 1 + 1/2 …", sum).every(Duration.ZERO);
    }

    final Path file() {
        return each().file().orElseThrow();
    }

    Training training(LongFunction<Step> step) {
        return new Training(step).validate(4, () -> 50 + sum.value).keep(each());
    }

    Training training() {
        return training(number -> sum.add(1.0 / (number + 1)));
    }

    /** As a new process does: all is made anew. */
    Training next() {
        sum = new Sum();
        return training();
    }

    static final double harmonic(int n) {
        double sum = 0;
        for (int i = 1; i <= n; i++) {
            sum += 1.0 / i;
        }
        return sum;
    }
}
