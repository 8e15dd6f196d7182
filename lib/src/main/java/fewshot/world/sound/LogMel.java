package fewshot.world.sound;

import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * The log-mel spectrum of a sound: how strong it is in each band of pitch at each moment, as nearly all learning from sound begins
 * (Davis and Mermelstein 1980).
 *
 * <p>A frame of samples is weighted by Hann's window and Fourier-transformed to {@code X}. Band {@code b} is a triangle over
 * frequency, 1 at its middle and 0 at the middles of its neighbours; the middles lie evenly on the mel scale,
 * {@code mel(f) = 2595 log₁₀(1 + f / 700)} (O'Shaughnessy 1987). The value is the natural logarithm of the sum over frequencies of
 * triangle times {@code |X|²}, of which nothing is taken to be below 10⁻¹⁰.
 *
 * <p>Immutable; safe for many threads.
 */
public final class LogMel {
    private static final double LEAST = 1e-10;

    private final double rate;
    private final int frame;
    private final int hop;
    private final double[] middles;
    private final double[] window;
    private final double[][] triangles;

    /**
     * A way to hear.
     *
     * @param rate samples a second
     * @param frame samples that are looked at together, a power of two
     * @param hop samples from one frame to the next
     * @param bands how many
     * @param low Hz at which the lowest band begins
     * @param high Hz at which the highest band ends, at most half the rate
     * @throws IllegalArgumentException if these do not fit together, or a band is so narrow that no frequency lies in it
     */
    public LogMel(double rate, int frame, int hop, int bands, double low, double high) {
        if (frame < 2 || Integer.bitCount(frame) != 1 || hop < 1 || bands < 1 || !(low >= 0 && low < high && high <= rate / 2)) {
            throw new IllegalArgumentException("LogMel: frames of " + frame + " samples every " + hop + ", " + bands + " bands from " + low + " to "
                    + high + " Hz at " + rate + " samples a second; a frame is a power of two, and frequencies reach half the rate");
        }
        this.rate = rate;
        this.frame = frame;
        this.hop = hop;
        this.middles = new double[bands + 2];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = hertz(mel(low) + i * (mel(high) - mel(low)) / (bands + 1));
        }
        this.window = new double[frame];
        for (int i = 0; i < frame; i++) {
            window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / frame);
        }
        this.triangles = new double[bands][frame / 2 + 1];
        for (int b = 0; b < bands; b++) {
            double sum = 0;
            for (int k = 0; k <= frame / 2; k++) {
                triangles[b][k] = triangle(b, k * rate / frame);
                sum += triangles[b][k];
            }
            if (sum == 0) {
                throw new IllegalArgumentException("LogMel: band " + b + " of " + bands + ", around " + Math.round(middle(b))
                        + " Hz, is narrower than the " + rate / frame + " Hz from one frequency to the next; take longer frames or fewer bands");
            }
        }
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    private static double hertz(double mel) {
        return 700 * (Math.pow(10, mel / 2595) - 1);
    }

    private double triangle(int band, double hertz) {
        double rise = (hertz - middles[band]) / (middles[band + 1] - middles[band]);
        double fall = (middles[band + 2] - hertz) / (middles[band + 2] - middles[band + 1]);
        return Math.max(0, Math.min(rise, fall));
    }

    /** How many bands there are. */
    public int bands() {
        return triangles.length;
    }

    /** The frequency in the middle of a band, in Hz. */
    public double middle(int band) {
        return middles[band + 1];
    }

    /** How many samples so many frames are made from. */
    public int samples(int frames) {
        return (frames - 1) * hop + frame;
    }

    /**
     * The spectrum of a sound.
     *
     * @param samples from −1 to 1
     * @return {@code [bands][frames]}, the lowest band first; the first frame begins with the first sample
     * @throws IllegalArgumentException if there are fewer samples than a frame has
     */
    public float[][] of(float[] samples) {
        if (samples.length < frame) {
            throw new IllegalArgumentException("LogMel: " + samples.length + " samples are less than a frame of " + frame);
        }
        int frames = 1 + (samples.length - frame) / hop;
        float[][] spectrum = new float[bands()][frames];
        FastFourierTransformer fourier = new FastFourierTransformer(DftNormalization.STANDARD);
        double[] weighted = new double[frame];
        double[] powers = new double[frame / 2 + 1];
        for (int t = 0; t < frames; t++) {
            for (int i = 0; i < frame; i++) {
                weighted[i] = window[i] * samples[t * hop + i];
            }
            Complex[] transformed = fourier.transform(weighted, TransformType.FORWARD);
            for (int k = 0; k < powers.length; k++) {
                powers[k] = transformed[k].getReal() * transformed[k].getReal() + transformed[k].getImaginary() * transformed[k].getImaginary();
            }
            for (int b = 0; b < bands(); b++) {
                spectrum[b][t] = (float) Math.log(Math.max(LEAST, dot(triangles[b], powers)));
            }
        }
        return spectrum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Such as {@code 32 bands from 81 to 7362 Hz}. */
    @Override
    public String toString() {
        return bands() + " bands, " + Math.round(middle(0)) + " to " + Math.round(middle(bands() - 1)) + " Hz, a frame each "
                + Math.round(1000 * hop / rate) + " ms";
    }
}
