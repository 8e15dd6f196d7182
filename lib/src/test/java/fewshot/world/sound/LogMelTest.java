package fewshot.world.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LogMelTest {
    private static final LogMel EAR = new LogMel(16_000, 1024, 512, 32, 80, 7600);

    private static float[] tone(double hertz, double strength, int samples) {
        float[] tone = new float[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (float) (strength * Math.sin(2 * Math.PI * hertz * i / 16_000 + 0.3));
        }
        return tone;
    }

    @Test
    void aPureTonePeaksInItsBandInEveryFrame() {
        for (int b = 0; b < 32; b++) {
            float[][] spectrum = EAR.of(tone(EAR.middle(b), 0.5, EAR.samples(5)));
            assertEquals(5, spectrum[0].length);
            for (int t = 0; t < 5; t++) {
                for (int other = 0; other < 32; other++) {
                    assertTrue(other == b || spectrum[other][t] < spectrum[b][t], "tone of band " + b + " is louder in " + other);
                }
            }
        }
    }

    @Test
    void middlesLieEvenlyOnTheMelScale() {
        // mel(80) = 121.96 and mel(7600) = 2786.94, so that a thirty-third of the way is 80.76 mel: 202.7 mel are 137.93 Hz.
        assertEquals(137.93, EAR.middle(0), 0.05);
        assertEquals(1000, 700 * (Math.pow(10, 999.99 / 2595) - 1), 0.1);
        double step = Math.log((1 + EAR.middle(1) / 700) / (1 + EAR.middle(0) / 700));
        for (int b = 1; b < 32; b++) {
            assertEquals(step, Math.log((1 + EAR.middle(b) / 700) / (1 + EAR.middle(b - 1) / 700)), 1e-9);
        }
    }

    @Test
    void theValueIsThePowerUnderTheTriangle() {
        // A tone of strength A at bin k has |X| = A N / 4 there under Hann's window, half of it beside, nothing elsewhere.
        int k = 64;
        double hertz = k * 16_000 / 1024.0; // 1,000 Hz
        float[][] spectrum = EAR.of(tone(hertz, 0.5, 1024));
        for (int b = 1; b < 31; b++) {
            double power = 0;
            for (int beside = -1; beside <= 1; beside++) {
                double f = (k + beside) * 16_000 / 1024.0;
                double rise = (f - EAR.middle(b - 1)) / (EAR.middle(b) - EAR.middle(b - 1));
                double fall = (EAR.middle(b + 1) - f) / (EAR.middle(b + 1) - EAR.middle(b));
                power += Math.max(0, Math.min(rise, fall)) * Math.pow(0.5 * 1024 / (beside == 0 ? 4 : 8), 2);
            }
            if (power > 1) {
                assertEquals(Math.log(power), spectrum[b][0], 1e-4, "band " + b);
            } else {
                assertTrue(spectrum[b][0] < 0, "band " + b);
            }
        }
    }

    @Test
    void silenceIsTheLeastAndTwiceTheStrengthIsFourTimesThePower() {
        assertEquals(Math.log(1e-10), EAR.of(new float[1024])[7][0], 1e-4);
        float[][] once = EAR.of(tone(500, 0.2, 2048));
        float[][] twice = EAR.of(tone(500, 0.4, 2048));
        assertEquals(Math.log(4), twice[5][2] - once[5][2], 1e-4);
    }

    @Test
    void framesBeginEveryHop() {
        float[] between = new float[EAR.samples(4)];
        assertEquals(1024 + 3 * 512, between.length);
        System.arraycopy(tone(1000, 1, 512), 0, between, 1024, 512); // behind the end of frame 0, before the begin of frame 3
        float[][] spectrum = EAR.of(between);
        assertEquals(-23.03, spectrum[10][0], 0.01);
        assertTrue(spectrum[10][1] > 0 && spectrum[10][2] > 0);
        assertEquals(-23.03, spectrum[10][3], 0.01);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LogMel(16_000, 1000, 512, 32, 80, 7600));
        assertThrows(IllegalArgumentException.class, () -> new LogMel(16_000, 1024, 512, 32, 80, 8001));
        String narrow = assertThrows(IllegalArgumentException.class, () -> new LogMel(16_000, 64, 32, 64, 80, 7600)).getMessage();
        assertTrue(narrow.contains("band 0"), narrow);
        assertThrows(IllegalArgumentException.class, () -> EAR.of(new float[1023]));
    }
}
