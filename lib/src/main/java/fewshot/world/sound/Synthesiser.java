package fewshot.world.sound;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sound.midi.Instrument;
import javax.sound.midi.MidiChannel;
import javax.sound.midi.Synthesizer;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;

/**
 * Java's own synthesiser, read instead of heard, so that no sound device is needed. It plays one instrument, dry: without reverberation
 * and chorus. Two that play the same notes in the same order give the same samples.
 *
 * <p>What it needs is in the JDK but not in its public interface: the JVM must be started with {@value #FLAG}, which {@code make}
 * writes into the kernel's settings. Owns the synthesiser: close it.
 */
final class Synthesiser implements AutoCloseable {
    static final String FLAG = "--add-exports=java.desktop/com.sun.media.sound=ALL-UNNAMED";

    /** Held, so that its level stays: the first use of preferences would write a line into the first cell. */
    private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");
    private static final Map<String, Object> DRY = Map.of("load default soundbank", false, "reverb", false, "chorus", false,
            "auto gain control", false, "interpolation", "linear", "max polyphony", 16);

    private final Synthesizer synthesizer;
    private final AudioInputStream stream;
    private final MidiChannel channel;

    /**
     * Takes an instrument in hand.
     *
     * @param rate samples a second
     * @throws IllegalStateException if the JVM was started without the flag
     */
    Synthesiser(Instrument instrument, float rate) {
        PREFERENCES.setLevel(Level.WARNING);
        try {
            Class<?> kind = Class.forName("com.sun.media.sound.SoftSynthesizer");
            synthesizer = (Synthesizer) kind.getConstructor().newInstance();
            stream = (AudioInputStream) kind.getMethod("openStream", AudioFormat.class, Map.class)
                    .invoke(synthesizer, new AudioFormat(rate, 16, 1, true, false), DRY);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Sounds: this JVM may not use Java's synthesiser without a sound device; start it with " + FLAG
                    + " (make kernel does; elsewhere put it into JDK_JAVA_OPTIONS)", e);
        } catch (ReflectiveOperationException e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            throw new IllegalStateException("Sounds: this JDK has no such synthesiser: " + cause, e);
        }
        synthesizer.loadInstrument(instrument);
        channel = synthesizer.getChannels()[0];
        channel.programChange(instrument.getPatch().getBank(), instrument.getPatch().getProgram());
    }

    /**
     * Plays a note.
     *
     * @param pitch in half tones; 69 is 440 Hz
     * @param loudness 1 to 127
     * @param held samples until it is let go
     * @param samples that are listened for in all
     * @return from −1 to 1
     */
    float[] play(int pitch, int loudness, int held, int samples) throws IOException {
        float[] heard = new float[samples];
        channel.noteOn(pitch, loudness);
        listen(heard, 0, Math.min(held, samples));
        channel.noteOff(pitch);
        listen(heard, Math.min(held, samples), samples);
        channel.allSoundOff();
        listen(new float[samples / 8], 0, samples / 8);
        return heard;
    }

    private void listen(float[] into, int from, int to) throws IOException {
        byte[] bytes = stream.readNBytes(2 * (to - from));
        for (int i = 0; i < bytes.length / 2; i++) {
            into[from + i] = (short) (bytes[2 * i] & 255 | bytes[2 * i + 1] << 8) / 32768f;
        }
    }

    @Override
    public void close() {
        synthesizer.close();
    }
}
