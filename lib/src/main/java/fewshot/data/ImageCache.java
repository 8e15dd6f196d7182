package fewshot.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Keeps decoded images on disk, so that the second start need not decode them again.
 *
 * <p>A file holds a magic word, a check sum of all that follows, the fingerprint of the archives that the images came
 * from, names, counts, and the pixels as they are. A cache that is missing, damaged, cut off, of another version or of
 * other archives counts as none; one that cannot be written is done without.
 */
final class ImageCache {
    private static final long MAGIC = 0x66_73_63_61_63_68_65_31L;
    private static final int HEADER = 16;

    private ImageCache() {}

    /** What tells one state of some files from another: their names, sizes and times of change. */
    static String fingerprint(int side, Path... files) throws IOException {
        StringBuilder text = new StringBuilder("side " + side);
        for (Path file : files) {
            text.append("; ").append(file.getFileName()).append(' ').append(Files.size(file)).append(' ')
                    .append(Files.getLastModifiedTime(file).toMillis());
        }
        return text.toString();
    }

    /** The images in a cache file, if it is whole and was made from what the fingerprint says. */
    static Optional<RawImages> read(Path cache, String fingerprint) {
        try {
            byte[] file = Files.readAllBytes(cache);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
            if (in.readLong() != MAGIC || in.readLong() != checkSum(file) || !in.readUTF().equals(fingerprint)) {
                return Optional.empty();
            }
            int side = in.readInt();
            int[] counts = new int[in.readInt()];
            List<String> names = new ArrayList<>();
            for (int c = 0; c < counts.length; c++) {
                names.add(in.readUTF());
                counts[c] = in.readInt();
            }
            return Optional.of(new RawImages(side, in.readAllBytes(), names, counts));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Writes a cache file, whole or not at all; false if that is not possible here. */
    static boolean write(Path cache, String fingerprint, RawImages images) {
        Path part = null;
        try {
            byte[] file = bytes(fingerprint, images);
            Files.createDirectories(cache.getParent());
            part = Files.createTempFile(cache.getParent(), cache.getFileName().toString(), ".part");
            Files.write(part, file);
            Files.move(part, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            delete(part);
            return false;
        }
    }

    private static byte[] bytes(String fingerprint, RawImages images) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(images.pixels().length + (1 << 17));
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeLong(0);
        out.writeUTF(fingerprint);
        out.writeInt(images.side());
        out.writeInt(images.counts().length);
        for (int c = 0; c < images.counts().length; c++) {
            out.writeUTF(images.classNames().get(c));
            out.writeInt(images.counts()[c]);
        }
        out.write(images.pixels());
        byte[] file = bytes.toByteArray();
        ByteBuffer.wrap(file).putLong(8, checkSum(file));
        return file;
    }

    private static long checkSum(byte[] file) {
        CRC32 crc = new CRC32();
        crc.update(file, HEADER, file.length - HEADER);
        return crc.getValue();
    }

    private static void delete(Path part) {
        try {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }

    /**
     * Where the cache of a data folder may lie, best first: in the folder, unless it is read-only (a superuser could write
     * there all the same, and should not); else in the user's cache folder; else in the temporary folder.
     */
    static List<Path> places(Path folder, String fileName) {
        String elsewhere = "fewshot-" + Integer.toHexString(folder.toAbsolutePath().normalize().toString().hashCode()) + "-"
                + fileName;
        String home = System.getenv("XDG_CACHE_HOME");
        Path caches = home != null && !home.isBlank() ? Path.of(home) : Path.of(System.getProperty("user.home"), ".cache");
        List<Path> places = new ArrayList<>();
        if (mayWrite(folder)) {
            places.add(folder.resolve(fileName));
        }
        places.add(caches.resolve("fewshot").resolve(elsewhere));
        places.add(Path.of(System.getProperty("java.io.tmpdir")).resolve(elsewhere));
        return places;
    }

    private static boolean mayWrite(Path folder) {
        try {
            return Files.isWritable(folder)
                    && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OWNER_WRITE);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            return Files.isWritable(folder);
        }
    }
}
