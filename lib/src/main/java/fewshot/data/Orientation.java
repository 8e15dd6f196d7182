package fewshot.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a picture is to be turned before it is seen, as its EXIF tag 274 says (CIPA DC-008, section 4.6.4): cameras and phones
 * store what their sensor saw and note how they were held.
 */
final class Orientation {
    /** As it is stored: also of a picture that says nothing. */
    static final int UPRIGHT = 1;
    private static final int TAG = 274;
    private static final int EXIF = 0x45786966;

    private Orientation() {}

    /**
     * The orientation, 1 to 8, of a JPEG, PNG, WebP or TIFF file. What is damaged here counts as {@link #UPRIGHT}: whether a
     * file is whole is for its decoder to say.
     */
    static int of(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        try {
            int at = switch (in.getShort(0)) {
                case (short) 0xFFD8 -> inJpeg(in);
                case (short) 0x8950 -> inPng(in);
                case 0x5249 -> inWebP(in);
                case 0x4949, 0x4D4D -> 0;
                default -> -1;
            };
            return at < 0 ? UPRIGHT : tag(in, at);
        } catch (IndexOutOfBoundsException e) {
            return UPRIGHT;
        }
    }

    /** Where EXIF's own data begins, behind {@code Exif} and two zeros in a segment APP1; -1 if there is none. */
    private static int inJpeg(ByteBuffer in) {
        int at = 2;
        while (in.get(at) == (byte) 0xFF && in.get(at + 1) != (byte) 0xDA) {
            if (in.get(at + 1) == (byte) 0xE1 && in.getInt(at + 4) == EXIF) {
                return at + 10;
            }
            at += 2 + (in.getShort(at + 2) & 0xFFFF);
        }
        return -1;
    }

    private static int inPng(ByteBuffer in) {
        int at = 8;
        while (in.getInt(at) >= 0) {
            if (in.getInt(at + 4) == 0x65584966) {
                return at + 8;
            }
            at += 12 + in.getInt(at);
        }
        return -1;
    }

    private static int inWebP(ByteBuffer in) {
        int at = chunk(in, 0x45584946);
        return at >= 0 && in.getInt(at) == EXIF ? at + 6 : at;
    }

    /** Where the content of a WebP file's first chunk of a name begins; -1 if there is none. */
    static int chunk(ByteBuffer in, int name) {
        int at = 12;
        while (at >= 0 && at <= in.limit() - 8) {
            if (in.getInt(at) == name) {
                return at + 8;
            }
            int length = Integer.reverseBytes(in.getInt(at + 4));
            if (length < 0) {
                return -1;
            }
            at += 8 + length + (length & 1);
        }
        return -1;
    }

    /** Looks the tag up in the first directory of a TIFF structure, which EXIF is too. */
    private static int tag(ByteBuffer in, int begin) {
        in.order(in.get(begin) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = begin + in.getInt(begin + 4);
        int entries = in.getShort(directory) & 0xFFFF;
        for (int entry = directory + 2; entry < directory + 2 + 12 * entries; entry += 12) {
            if (in.getShort(entry) == TAG) {
                int value = in.getShort(entry + 8);
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
