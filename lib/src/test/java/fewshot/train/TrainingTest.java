package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.gradient.DivergenceException;
import fewshot.gradient.Step;
import fewshot.state.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private final AtomicInteger steps = new AtomicInteger();

    private Step step() {
        return new Step(1.0 / steps.incrementAndGet(), 0.5);
    }

    @Test
    void aRunEndsAfterItsStepsAndASecondRunGoesOn() {
        Training training = new Training(this::step).until(3);
        assertEquals(3, training.steps());
        training.until(5);
        assertEquals(5, steps.get());
        assertEquals(1 / 4.0, training.history().get(3).loss());
        assertEquals(5, training.until(5).steps(), "nothing is left to do");
    }

    @Test
    void anInterruptEndsTheRunAfterTheStepThatIsUnderWayAndItCanGoOn() {
        Training training = new Training(() -> {
            if (steps.get() == 2) {
                Thread.currentThread().interrupt();
            }
            return step();
        });
        training.until(100);
        assertTrue(training.interrupted());
        assertEquals(3, training.steps());
        assertTrue(Thread.interrupted());
        assertEquals(10, training.until(10).steps());
        assertFalse(training.interrupted());
    }

    @Test
    void aStepThatRefusesAnInterruptedThreadIsNotCountedAndIsDoneLater() {
        Training training = new Training(number -> {
            if (steps.incrementAndGet() == 3) {
                Thread.currentThread().interrupt();
            }
            Stop.before("a step");
            return new Step(number, 0.5);
        });
        training.until(100);
        assertTrue(training.interrupted());
        assertEquals(2, training.steps());
        assertTrue(Thread.interrupted());
        assertEquals(List.of(0.0, 1.0, 2.0, 3.0), training.until(4).history().stream().map(TrainingPoint::loss).toList());
    }

    @Test
    void validationComesAfterTheFirstStepThenEverySoOftenAndAtTheEnd() {
        List<Long> measured = new ArrayList<>();
        Training training = new Training(this::step).validate(4, () -> 50);
        training.listen((t, point, planned) -> point.validation().ifPresent(v -> measured.add(point.step())));
        training.until(10);
        assertEquals(List.of(1L, 4L, 8L, 10L), measured);
        assertEquals(50, training.lastValidation().orElseThrow());
    }

    @Test
    void anInterruptDuringValidationKeepsTheStep() {
        Training training = new Training(this::step).validate(2, () -> {
            throw new CancellationException();
        });
        training.until(10);
        assertEquals(1, training.steps());
        assertTrue(training.interrupted());
    }

    @Test
    void aStepThatFailsLeavesTheHistoryBeforeItAndListenersHearTheEnd() {
        AtomicInteger ended = new AtomicInteger();
        Training training = new Training(() -> {
            if (steps.get() == 2) {
                throw new DivergenceException("step 3: the loss is NaN");
            }
            return step();
        });
        training.listen(new TrainingListener() {
            @Override
            public void stepped(Training t, TrainingPoint point, long planned) {
                assertEquals(9, planned);
            }

            @Override
            public void ended(Training t) {
                ended.incrementAndGet();
            }
        });
        assertThrows(DivergenceException.class, () -> training.until(9));
        assertEquals(2, training.history().size());
        assertEquals(1, ended.get());
    }

    @Test
    void anUnknownProfileIsNamedWithTheThreeThatThereAre() {
        assertEquals(Profile.TUTORIAL, Profile.of(null));
        assertEquals(Profile.SMOKE, Profile.of(" Smoke "));
        assertEquals("b", Profile.TUTORIAL.choose("a", "b", "c"));
        Exception e = assertThrows(IllegalArgumentException.class, () -> Profile.of("fast"));
        assertEquals("FEWSHOT_PROFILE is 'fast', but it must be smoke, tutorial or paper", e.getMessage());
    }
}
