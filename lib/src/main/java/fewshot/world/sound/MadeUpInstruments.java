package fewshot.world.sound;

import fewshot.data.ImageSet;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A stand-in where {@link Sounds} are not there: instruments whose harmonics, beginning and end are drawn, played and listened to as
 * those are: random pitch and length, 32 bands at 32 moments. It says nothing of real instruments.
 */
public final class MadeUpInstruments {
    /** What results and plots call such data. */
    public static final String NAME = "made-up instruments";

    private static final int SIDE = 32;
    private static final int RATE = 16_000;
    private static final int HARMONICS = 12;

    /**
     * How one sounds.
     *
     * @param harmonics the strength of each
     * @param attack seconds until it is at its loudest
     * @param decay how fast it falls while it is held, a second
     * @param breath of noise in it
     */
    private record Instrument(double[] harmonics, double attack, double decay, double breath) {
        static Instrument draw(SplittableRandom random) {
            double slope = random.nextDouble(0.3, 2);
            double[] harmonics = IntStream.rangeClosed(1, HARMONICS)
                    .mapToDouble(h -> Math.exp(random.nextGaussian()) / Math.pow(h, slope)).toArray();
            return new Instrument(harmonics, random.nextDouble(0.005, 0.25), random.nextDouble(0, 6), 0.05 * random.nextDouble());
        }

        float[] play(double hertz, double held, int samples, SplittableRandom random) {
            float[] sound = new float[samples];
            for (int i = 0; i < samples; i++) {
                double seconds = i / (double) RATE;
                double level = Math.min(1, seconds / attack) * Math.exp(-decay * seconds - 20 * Math.max(0, seconds - held));
                double sum = breath * random.nextDouble(-1, 1);
                for (int h = 1; h <= HARMONICS && h * hertz < RATE / 2.0; h++) {
                    sum += harmonics[h - 1] * Math.sin(2 * Math.PI * h * hertz * seconds);
                }
                sound[i] = (float) (0.1 * level * sum);
            }
            return sound;
        }
    }

    private MadeUpInstruments() {}

    /**
     * Draws instruments and plays them.
     *
     * @param instruments how many
     * @param examples notes of each, about ten milliseconds each
     * @param seed fixes all
     * @return 32 × 32 images named {@value #NAME}, a class for each instrument
     */
    public static ImageSet play(int instruments, int examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[instruments * examples * SIDE * SIDE];
        for (int i = 0; i < instruments; i++) {
            Instrument instrument = Instrument.draw(random.split());
            for (int e = 0; e < examples; e++) {
                Stop.before("a note");
                double hertz = 440 * Math.pow(2, (random.nextInt(48, 84) - 69) / 12.0);
                float[] note = instrument.play(hertz, random.nextDouble(0.2, 1), Sounds.EAR.samples(SIDE), random);
                Sounds.picture(Sounds.EAR.of(note), pixels, (i * examples + e) * SIDE * SIDE);
            }
        }
        int[] counts = new int[instruments];
        Arrays.fill(counts, examples);
        List<String> names = IntStream.rangeClosed(1, instruments).mapToObj(i -> "made-up " + i).toList();
        return ImageSet.of(NAME, SIDE, SIDE, pixels, names, counts);
    }
}
