package fewshot.data;

import fewshot.state.WholeFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Keeps decoded images on disk, so that the second start need not decode them again.
 *
 * <p>A file holds a magic word, a check sum of all that follows, the length of the part before the pixels, that part (the
 * fingerprint of the archives that the images came from, side, names and counts), and the pixels as they are. A cache that
 * is missing, damaged, cut off, of another version or of other archives counts as none, and what it claims takes no more
 * memory than it has bytes; one that cannot be written is done without.
 */
final class ImageCache {
    /** Another one whenever pixels are made otherwise, such as by another scaling, or images of before would be read as those of now. */
    static final long MAGIC = 0x66_73_63_61_63_68_65_33L;
    private static final int HEADER = 20;
    private static final int MOST_BYTES = 1 << 26;
    private static final int MOST_HEAD = 1 << 20;
    private static final int MOST_SIDE = 1 << 12;
    private static final int END_SIGNATURE = 0x06054B50;
    private static final int END_RECORD = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;

    private ImageCache() {}

    /**
     * What tells one state of some zip archives from another: names, sizes, times of change, and a check sum of their
     * directories, in which that of each of their files stands.
     */
    static String fingerprint(int side, Path... files) throws IOException {
        StringBuilder text = new StringBuilder("side " + side);
        for (Path file : files) {
            text.append("; ").append(file.getFileName()).append(' ').append(Files.size(file)).append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis()).append(' ').append(directory(file));
        }
        return text.toString();
    }

    /** The check sum of a zip's central directory and of the record that ends it; of the file's end if there is none. */
    private static long directory(Path zip) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
            ByteBuffer end = last(file, END_RECORD + LONGEST_COMMENT);
            long length = end.limit();
            for (int at = end.limit() - END_RECORD; at >= 0; at--) {
                if (end.getInt(at) == END_SIGNATURE) {
                    length = end.limit() - at + Integer.toUnsignedLong(end.getInt(at + 12));
                    break;
                }
            }
            CRC32 crc = new CRC32();
            crc.update(last(file, length));
            return crc.getValue();
        }
    }

    private static ByteBuffer last(RandomAccessFile file, long length) throws IOException {
        byte[] bytes = new byte[(int) Math.min(Math.min(length, MOST_BYTES), file.length())];
        file.seek(file.length() - bytes.length);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The images in a cache file, if it is whole and was made from what the fingerprint says. */
    static Optional<RawImages> read(Path cache, String fingerprint) {
        try (FileInputStream file = new FileInputStream(cache.toFile()); DataInputStream in = new DataInputStream(file)) {
            long size = file.getChannel().size();
            long magic = in.readLong();
            long sum = in.readLong();
            int length = in.readInt();
            if (magic != MAGIC || size > MOST_BYTES || length < 0 || length > Math.min(MOST_HEAD, size - HEADER)) {
                return Optional.empty();
            }
            byte[] head = new byte[length];
            in.readFully(head);
            Optional<RawImages> images = head(head, fingerprint, size - HEADER - length);
            if (images.isPresent()) {
                in.readFully(images.get().pixels());
            }
            return images.filter(read -> sum == checkSum(head, read.pixels()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The images without their pixels yet, if what they claim is as long as what follows. */
    private static Optional<RawImages> head(byte[] head, String fingerprint, long pixels) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(head));
        if (!in.readUTF().equals(fingerprint)) {
            return Optional.empty();
        }
        int side = in.readInt();
        List<String> names = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        long images = 0;
        while (in.available() > 0) {
            names.add(in.readUTF());
            int count = in.readInt();
            if (count < 1) {
                return Optional.empty();
            }
            counts.add(count);
            images += count;
        }
        if (side < 1 || side > MOST_SIDE || images > pixels || images * side * side != pixels) {
            return Optional.empty();
        }
        return Optional.of(new RawImages(side, new byte[(int) pixels], names, counts.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** Writes a cache file, whole or not at all; false if that is not possible here. */
    static boolean write(Path cache, String fingerprint, RawImages images) {
        try {
            WholeFile.write(cache, bytes(fingerprint, images));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] bytes(String fingerprint, RawImages images) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(fingerprint);
        out.writeInt(images.side());
        for (int c = 0; c < images.counts().length; c++) {
            out.writeUTF(images.classNames().get(c));
            out.writeInt(images.counts()[c]);
        }
        byte[] head = bytes.toByteArray();
        return ByteBuffer.allocate(HEADER + head.length + images.pixels().length).putLong(MAGIC)
                .putLong(checkSum(head, images.pixels())).putInt(head.length).put(head).put(images.pixels()).array();
    }

    private static long checkSum(byte[] head, byte[] pixels) {
        CRC32 crc = new CRC32();
        crc.update(head);
        crc.update(pixels);
        return crc.getValue();
    }

    /**
     * Where the cache of a data folder may lie, best first: in the folder, unless it is read-only (a superuser could write
     * there all the same, and should not) or anyone may write there; else in the user's cache folder. A temporary folder is
     * no place: what lies there another user may have put there.
     */
    static List<Path> places(Path folder, String fileName) {
        String home = System.getenv("XDG_CACHE_HOME");
        Path caches = home != null && !home.isBlank() ? Path.of(home) : Path.of(System.getProperty("user.home"), ".cache");
        List<Path> places = new ArrayList<>();
        if (mayWrite(folder)) {
            places.add(folder.resolve(fileName));
        }
        if (caches.isAbsolute()) {
            places.add(caches.resolve("fewshot").resolve("fewshot-"
                    + Integer.toHexString(folder.toAbsolutePath().normalize().toString().hashCode()) + "-" + fileName));
        }
        return places;
    }

    private static boolean mayWrite(Path folder) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            return Files.isWritable(folder) && permissions.contains(PosixFilePermission.OWNER_WRITE)
                    && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            return Files.isWritable(folder);
        }
    }
}
