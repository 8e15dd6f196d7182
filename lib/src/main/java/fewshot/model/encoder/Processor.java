package fewshot.model.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is known of this machine's processor, where the fastest way to the same numbers depends on it.
 *
 * <p>The first layer of an encoder may be a product of matrices or a convolution ({@link StemConvolution}). On an Intel Xeon
 * with AVX-512 the product makes a Prototypical training step 1.21 times as fast as PyTorch's channels-last layers. On an AMD
 * EPYC with AVX2 it is the convolution: a step of 360 images took 466 ms with the product, 359 with two separate layers and
 * 349 with the convolution (medians of nine turns). It is told by the instructions and not by a measurement: the two differ in
 * rounding, and a run that goes on in another process must not choose otherwise.
 */
final class Processor {
    /** Whether this is of the kind on which the product was measured to be faster; elsewhere the convolution is taken. */
    static final boolean MULTIPLIES_FASTER_THAN_IT_CONVOLVES = multipliesFaster(cpuInfo());

    private Processor() {}

    /** As Linux tells it; empty on other systems. */
    private static String cpuInfo() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"));
        } catch (IOException | SecurityException notLinux) {
            return "";
        }
    }

    static boolean multipliesFaster(String cpuInfo) {
        return cpuInfo.contains("GenuineIntel") && cpuInfo.contains(" avx512f");
    }
}
