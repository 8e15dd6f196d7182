package fewshot.data;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Decodes picture files of any kind that is known, through the readers of the JDK and of TwelveMonkeys, which ImageIO
 * finds on the class path. What a file claims is checked before room is made for it.
 */
final class PictureDecoder {
    private static final int MOST_PIXELS = 40_000_000;
    private static final int MOST_DECODED = 4 * MOST_PIXELS;
    private static final int MOST_FROM_A_BYTE = 1032;
    private static final String KINDS = "PNG, JPEG, GIF, BMP, WebP or TIFF";
    /** Readers go on after these, and leave the rest of the picture grey. */
    private static final List<String> FATAL = List.of("Truncated", "premature end", "bad Huffman", "Out-of-sequence", "not implemented");

    /** A file in memory. Some readers go on for minutes behind its end, as if zeros followed: after a while they are stopped. */
    private static final class Bytes extends ImageInputStreamImpl {
        private static final int PATIENCE = 4096;
        private final byte[] file;
        private int behind;

        Bytes(byte[] file) {
            this.file = file;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            bitOffset = 0;
            if (streamPos >= file.length) {
                if (++behind > PATIENCE) {
                    throw new IllegalStateException("it ends too early");
                }
                return -1;
            }
            int read = (int) Math.min(count, file.length - streamPos);
            System.arraycopy(file, (int) streamPos, target, from, read);
            streamPos += read;
            return read;
        }

        @Override
        public long length() {
            return file.length;
        }
    }

    private PictureDecoder() {}

    /**
     * Decodes a picture of any kind that is known, and turns it as its EXIF says. Of several in a file it is the first.
     *
     * @param name names the file in the message of an exception
     * @throws IllegalArgumentException if the bytes are no picture that can be read, one that is cut off, or one too large
     */
    static Picture decode(String name, byte[] file) {
        ImageInputStream in = new Bytes(file);
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            throw new IllegalArgumentException(name + ": " + file.length + " bytes that are no picture; a " + KINDS + " file is expected");
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> stopIfFatal(warning));
            int width = reading(name, () -> reader.getWidth(0));
            int height = reading(name, () -> reader.getHeight(0));
            checkSize(name, width, height, 1, file.length);
            checkSamples(name, reading(name, () -> reader.getRawImageType(0)), (long) width * height);
            checkWebP(name, ByteBuffer.wrap(file), width, height);
            BufferedImage image = reading(name, () -> reader.read(0));
            return Picture.of(name, image).turned(Orientation.of(file));
        } finally {
            reader.dispose();
        }
    }

    private static void stopIfFatal(String warning) {
        if (FATAL.stream().anyMatch(warning::contains)) {
            throw new IllegalStateException(warning);
        }
    }

    private static <T> T reading(String name, Callable<T> step) {
        try {
            return step.call();
        } catch (Exception e) {
            throw new IllegalArgumentException(name + ": this picture is damaged or of an unknown kind ("
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + "); save it again as PNG or JPEG", e);
        }
    }

    /**
     * Refuses a size before room is made for it: more pixels than are read at all, or more than the file can hold. Of what
     * is read here deflate packs most tightly, into one byte at most 1,032.
     *
     * @param bits the least that a pixel takes
     * @param bytes the file's length
     */
    static void checkSize(String name, int width, int height, int bits, int bytes) {
        long pixels = (long) width * height;
        String claim = name + ": it says that it is " + width + " x " + height + " pixels";
        if (width < 1 || height < 1 || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException(claim + "; 1 to " + MOST_PIXELS + " pixels can be read: scale it down");
        }
        if (pixels * bits / 8 > (long) MOST_FROM_A_BYTE * bytes) {
            throw new IllegalArgumentException(claim + ", which " + bytes + " bytes cannot hold: it is damaged; save it again");
        }
    }

    private static void checkSamples(String name, ImageTypeSpecifier type, long pixels) {
        long bits = type == null ? 0 : Arrays.stream(type.getSampleModel().getSampleSize()).asLongStream().sum();
        if (pixels * bits / 8 > MOST_DECODED) {
            throw new IllegalArgumentException(name + ": it says that its " + pixels + " pixels have " + bits + " bits each; at most "
                    + MOST_DECODED + " bytes are decoded: scale it down");
        }
    }

    /** Refuses a WebP file that is cut off, moves, or has a frame of another size than its header claims. */
    private static void checkWebP(String name, ByteBuffer file, int width, int height) {
        if (file.limit() < 12 || file.getInt(0) != 0x52494646 || file.getInt(8) != 0x57454250) {
            return;
        }
        long claimed = 8 + Integer.toUnsignedLong(Integer.reverseBytes(file.getInt(4)));
        if (claimed > file.limit() + 1L) { // the byte that makes it even is often left out
            throw new IllegalArgumentException(name + ": it says that it has " + claimed + " bytes, and has " + file.limit()
                    + ": it is cut off; get it or save it again");
        }
        if (Orientation.chunk(file, 0x414E494D) >= 0) {
            throw new IllegalArgumentException(name + ": this WebP picture moves; save one of its frames as PNG");
        }
        int frame = Orientation.chunk(file, 0x56503820);
        if (frame >= 0 && frame <= file.limit() - 10) {
            int across = Short.reverseBytes(file.getShort(frame + 6)) & 0x3FFF;
            int down = Short.reverseBytes(file.getShort(frame + 8)) & 0x3FFF;
            if (across != width || down != height) {
                throw new IllegalArgumentException(name + ": its header says " + width + " x " + height + " pixels, its frame " + across
                        + " x " + down + ": it is damaged; save it again");
            }
        }
    }
}
