package fewshot.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads PNG pictures (ISO/IEC 15948), fast where they are plain grey of 1, 2, 4 or 8 bits without interlacing, as
 * Omniglot's are; any other PNG goes to {@link PictureDecoder}, which takes about three times as long for small pictures.
 *
 * <p>One reader serves many pictures, one after the other, in one thread. It owns native memory: close it.
 */
final class GreyPngReader implements AutoCloseable {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int TRNS = 0x74524E53;
    private static final int EXIF = 0x65584966;

    private final Inflater inflater = new Inflater();
    private final CRC32 crc = new CRC32();
    private String name;
    private byte[] file;
    private int width;
    private int height;
    private int depth;
    private byte[] lines = new byte[0];

    /**
     * Decodes one picture.
     *
     * @param name names the file in the message of an exception
     * @throws IllegalArgumentException if the bytes are no PNG, are damaged or cut off, or make too large a picture
     */
    Picture read(String name, byte[] file) {
        this.name = name;
        this.file = file;
        boolean plain = readHeader();
        int stride = plain ? (width * depth + 7) / 8 : 0;
        int needed = plain ? height * (stride + 1) : 0;
        if (lines.length < needed) {
            lines = new byte[needed];
        }
        if (!readChunks(needed) || !plain) {
            return PictureDecoder.decode(name, file);
        }
        unfilter(stride);
        return new Picture(width, height, new byte[][] {levels(stride)}, null);
    }

    /** Reads size and depth; false if this picture is one for the other reader. */
    private boolean readHeader() {
        if (file.length < 33 || ((long) int32(0) << 32 | int32(4) & 0xFFFFFFFFL) != SIGNATURE) {
            throw damaged(file.length + " bytes that do not begin like a PNG file");
        }
        if (int32(8) != 13 || int32(12) != IHDR) {
            throw damaged("its first chunk is not the header IHDR");
        }
        checkCrc(8, 13);
        width = int32(16);
        height = int32(20);
        depth = file[24];
        PictureDecoder.checkSize(name, width, height, depth, file.length);
        boolean greyScale = file[25] == 0;
        boolean interlaced = file[28] != 0;
        return greyScale && !interlaced && (depth == 1 || depth == 2 || depth == 4 || depth == 8);
    }

    /**
     * Checks every chunk and inflates IDAT ones into {@code lines} until they are full; false if one asks for transparency or
     * a turn.
     */
    private boolean readChunks(int needed) {
        inflater.reset();
        boolean plain = true;
        int filled = 0;
        int at = 33;
        while (true) {
            int length = at + 12 > file.length ? -1 : int32(at);
            if (length < 0 || length > file.length - at - 12) {
                throw damaged("it ends after " + file.length + " bytes, in the middle of a chunk");
            }
            checkCrc(at, length);
            int type = int32(at + 4);
            if (type == TRNS || type == EXIF) {
                plain = false;
            } else if (type == IDAT && filled < needed) {
                filled += inflate(at + 8, length, filled, needed);
            } else if (type == IEND) {
                break;
            }
            at += 12 + length;
        }
        if (filled < needed) {
            throw damaged("its pixels are " + filled + " bytes where " + width + " x " + height + " at " + depth
                    + " bits need " + needed);
        }
        return plain;
    }

    private int inflate(int from, int length, int filled, int needed) {
        inflater.setInput(file, from, length);
        try {
            int total = 0;
            int count;
            while ((count = inflater.inflate(lines, filled + total, needed - filled - total)) > 0) {
                total += count;
            }
            return total;
        } catch (DataFormatException e) {
            throw damaged("its pixels cannot be inflated: " + e.getMessage());
        }
    }

    /** Undoes the five filters of the PNG standard, section 9; a sample is at most a byte, so the one to the left is too. */
    private void unfilter(int stride) {
        for (int row = 0; row < height; row++) {
            int line = row * (stride + 1);
            int filter = lines[line];
            if (filter < 0 || filter > 4) {
                throw damaged("row " + row + " names filter " + filter + "; there are filters 0 to 4");
            }
            if (filter != 0) {
                unfilter(filter, line + 1, stride, row > 0);
            }
        }
    }

    private void unfilter(int filter, int begin, int stride, boolean hasUp) {
        for (int i = begin; i < begin + stride; i++) {
            int left = i > begin ? lines[i - 1] & 255 : 0;
            int up = hasUp ? lines[i - stride - 1] & 255 : 0;
            int corner = i > begin && hasUp ? lines[i - stride - 2] & 255 : 0;
            int predicted = switch (filter) {
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                default -> paeth(left, up, corner);
            };
            lines[i] += (byte) predicted;
        }
    }

    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    private byte[] levels(int stride) {
        byte[] levels = new byte[width * height];
        int max = (1 << depth) - 1;
        int scale = 255 / max;
        for (int row = 0; row < height; row++) {
            int line = row * (stride + 1) + 1;
            int at = row * width;
            if (depth == 8) {
                System.arraycopy(lines, line, levels, at, width);
                continue;
            }
            for (int x = 0; x < width; x++) {
                int bit = x * depth;
                int sample = lines[line + (bit >> 3)] >> 8 - depth - (bit & 7) & max;
                levels[at + x] = (byte) (sample * scale);
            }
        }
        return levels;
    }

    private void checkCrc(int chunk, int length) {
        crc.reset();
        crc.update(file, chunk + 4, length + 4);
        if ((int) crc.getValue() != int32(chunk + 8 + length)) {
            String type = new String(Arrays.copyOfRange(file, chunk + 4, chunk + 8),
                    StandardCharsets.ISO_8859_1);
            throw damaged("the check sum of its chunk " + type + " is wrong");
        }
    }

    private int int32(int at) {
        return file[at] << 24 | (file[at + 1] & 255) << 16 | (file[at + 2] & 255) << 8 | file[at + 3] & 255;
    }

    private IllegalArgumentException damaged(String what) {
        return new IllegalArgumentException(name + ": this PNG is damaged: " + what + "; get it or save it again");
    }

    @Override
    public void close() {
        inflater.end();
    }
}
