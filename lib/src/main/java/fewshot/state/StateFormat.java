package fewshot.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The bytes of a {@link StateFile}, high byte first: magic word, version, length of the file, title, then each entry with its
 * name, kind, shape and numbers, and at the end the check sum (CRC-32) of all that stands before it.
 */
final class StateFormat {
    static final int VERSION = 1;

    /** As in PNG: a byte that no text has, a name, and line ends that a transfer as text would change. */
    static final long MAGIC = 0x89_66_73_73_0D_0A_1A_0AL;

    private static final int LENGTH_AT = 12;
    private static final int HEADER = 20;
    private static final int CHECK_SUM = 8;

    private StateFormat() {}

    static byte[] bytes(String title, StateWriter content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(0);
            out.writeUTF(title);
            out.writeInt(content.entries().size());
            for (Map.Entry<String, Entry> named : content.entries().entrySet()) {
                out.writeUTF(named.getKey());
                write(out, named.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("StateFormat: a title or a name is too long", e);
        }
        bytes.writeBytes(new byte[CHECK_SUM]);
        byte[] file = bytes.toByteArray();
        ByteBuffer.wrap(file).putLong(LENGTH_AT, file.length).putLong(file.length - CHECK_SUM, checkSum(file, file.length));
        return file;
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeByte(entry.kind().ordinal());
        out.writeByte(entry.shape().length);
        for (long side : entry.shape()) {
            out.writeLong(side);
        }
        out.writeInt(entry.data().length);
        out.write(entry.data());
    }

    /**
     * What a file holds. It is read no further than its header where that is wrong already.
     *
     * @param size bytes that the file has
     * @throws StateException with the first of these that is wrong: kind of file, version, length, check sum, title
     */
    static StateReader reader(String file, InputStream content, long size, String title) throws IOException {
        byte[] header = content.readNBytes(HEADER);
        checkHeader(file, header, size);
        byte[] bytes = Arrays.copyOf(header, (int) size);
        content.readNBytes(bytes, HEADER, bytes.length - HEADER);
        if (ByteBuffer.wrap(bytes).getLong(bytes.length - CHECK_SUM) != checkSum(bytes, bytes.length)) {
            throw new StateException(file + " is damaged: its check sum does not fit");
        }
        return reader(file, bytes, title);
    }

    private static StateReader reader(String file, byte[] bytes, String title) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, HEADER, bytes.length - HEADER - CHECK_SUM));
            String found = in.readUTF();
            if (!found.equals(title)) {
                throw new StateException(file + " holds '" + found + "', but '" + title + "' was asked for");
            }
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                entries.put(in.readUTF(), entry(in));
            }
            return new StateReader(file, entries);
        } catch (StateException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // whole, but written by something else
            throw new StateException(file + " cannot be understood: " + e.getMessage());
        }
    }

    private static Entry entry(DataInputStream in) throws IOException {
        Entry.Kind kind = Entry.Kind.values()[in.readByte()];
        long[] shape = new long[in.readByte()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
        }
        return new Entry(kind, shape, in.readNBytes(in.readInt()));
    }

    private static void checkHeader(String file, byte[] bytes, long size) {
        byte[] magic = ByteBuffer.allocate(Long.BYTES).putLong(MAGIC).array();
        int begin = Math.min(bytes.length, magic.length);
        if (!Arrays.equals(bytes, 0, begin, magic, 0, begin)) {
            throw new StateException(file + " is no file of weights or of a training run");
        }
        if (bytes.length < HEADER || size < HEADER + CHECK_SUM) {
            throw new StateException(file + " is cut off: it has only " + size + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getInt(8) != VERSION) {
            throw new StateException(file + " is of version " + header.getInt(8) + ", but this library reads version " + VERSION);
        }
        if (header.getLong(LENGTH_AT) != size) {
            throw new StateException(file + " is cut off or damaged: it has " + size + " bytes, but says that it has "
                    + header.getLong(LENGTH_AT));
        }
        long most = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2); // its bytes, and the numbers made of them
        if (size > most) {
            throw new StateException(file + " has " + size + " bytes, but this process has memory for files of at most " + most);
        }
    }

    private static long checkSum(byte[] file, int length) {
        CRC32 crc = new CRC32();
        crc.update(file, 0, length - CHECK_SUM);
        return crc.getValue();
    }
}
