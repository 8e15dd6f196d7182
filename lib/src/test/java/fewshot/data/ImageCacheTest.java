package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cache claims is checked before it is believed. */
class ImageCacheTest {
    private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @TempDir
    Path temp;

    private Path cache;

    @BeforeEach
    void place() {
        cache = temp.resolve("test.cache");
    }

    /** A cache file whose check sum is right, of one's own making: three images of 2 × 2 in the classes a and b. */
    private final class Forged {
        private int side = 2;
        private int[] counts = {1, 2};
        private int nameLength = 1;
        private byte[] pixels = PIXELS;

        private byte[] bytes() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(head);
            out.writeUTF("print");
            out.writeInt(side);
            for (int count : counts) {
                out.writeShort(nameLength);
                out.writeByte('a');
                out.writeInt(count);
            }
            CRC32 crc = new CRC32();
            crc.update(head.toByteArray());
            crc.update(pixels);
            return ByteBuffer.allocate(20 + head.size() + pixels.length).putLong(0x6673636163686533L).putLong(crc.getValue())
                    .putInt(head.size()).put(head.toByteArray()).put(pixels).array();
        }

        private void isRefused() throws Throwable {
            Files.write(cache, bytes());
            assertRefused();
        }
    }

    private void assertRefused() throws Throwable {
        Optional<?>[] read = new Optional<?>[1];
        long allocated = Refusal.allocated(() -> read[0] = ImageCache.read(cache, "print"));
        assertEquals(Optional.empty(), read[0]);
        assertTrue(allocated < 1_000_000, allocated + " bytes were allocated");
    }

    @Test
    void whatIsHonestIsRead() throws IOException {
        Files.write(cache, new Forged().bytes());
        RawImages images = ImageCache.read(cache, "print").orElseThrow();
        assertEquals(List.of("a", "a"), images.classNames());
        assertArrayEquals(new int[] {1, 2}, images.counts());
        assertArrayEquals(PIXELS, images.pixels());
        ImageCache.write(temp.resolve("again"), "print", images);
        assertArrayEquals(Files.readAllBytes(cache), Files.readAllBytes(temp.resolve("again")));
    }

    /** The sum stands beside the magic word of its caches: whoever makes pixels otherwise has to change both. */
    @Test
    void pixelsThatAreMadeOtherwiseHaveCachesOfAnotherMagicWord() {
        byte[] levels = new byte[105 * 105];
        new Random(1).nextBytes(levels);
        byte[] pixels = new byte[28 * 28];
        new Scaler(105, 105, 28, 28).scale(levels, true, pixels, 0);
        CRC32 crc = new CRC32();
        crc.update(pixels);
        assertEquals(Map.of(0x6673636163686533L, 3569846464L), Map.of(ImageCache.MAGIC, crc.getValue()));
    }

    @Test
    void aLengthThatCannotBeIsRefused() throws Throwable {
        for (int length : new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20, 100, 0}) {
            byte[] file = new Forged().bytes();
            ByteBuffer.wrap(file).putInt(16, length);
            Files.write(cache, file);
            assertRefused();
        }
    }

    @Test
    void countsThatDoNotAddUpAreRefused() throws Throwable {
        for (int[] counts : new int[][] {{1, 1}, {1, 3}, {4, -1}, {3, 0}, {-1, 4}, {Integer.MAX_VALUE, Integer.MAX_VALUE},
                {Integer.MAX_VALUE, Integer.MAX_VALUE, 5}, {1 << 30, 1 << 30, 1 << 30, 1 << 30, 3}, {}}) {
            Forged forged = new Forged();
            forged.counts = counts;
            forged.isRefused();
        }
    }

    @Test
    void aSideThatCannotBeIsRefused() throws Throwable {
        for (int side : new int[] {0, -2, 1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16}) {
            Forged forged = new Forged();
            forged.side = side;
            forged.isRefused();
        }
        Forged noImages = new Forged();
        noImages.side = 0;
        noImages.pixels = new byte[0];
        noImages.isRefused();
    }

    @Test
    void aNameLongerThanTheFileIsRefused() throws Throwable {
        Forged forged = new Forged();
        forged.nameLength = 65535;
        forged.isRefused();
    }

    /** Its head and its length fit together: 8 images of 16 MB. */
    @Test
    void aFileTooLargeToBeACacheIsNotRead() throws Throwable {
        Forged forged = new Forged();
        forged.side = 4096;
        forged.counts = new int[] {8};
        forged.pixels = new byte[0];
        byte[] head = forged.bytes();
        Files.write(cache, head);
        try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
            file.setLength(head.length + (1L << 27));
        }
        assertRefused();
    }

    @Test
    void whatIsCutOffOrChangedAnywhereIsRefused() throws Throwable {
        byte[] whole = new Forged().bytes();
        for (int i = 0; i < whole.length; i++) {
            Files.write(cache, Arrays.copyOf(whole, i));
            assertRefused();
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(cache, changed);
            assertRefused();
        }
    }

    @Test
    void anArchiveWithOtherContentOfTheSameSizeAndTimeHasAnotherFingerprint() throws IOException {
        Path zip = temp.resolve("a.zip");
        String one = fingerprint(zip, "one");
        String two = fingerprint(zip, "two");
        assertNotEquals(one, two);
        assertEquals(one, fingerprint(zip, "one"));
    }

    private static String fingerprint(Path zip, String content) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            ZipEntry entry = new ZipEntry("a");
            entry.setTime(0);
            out.putNextEntry(entry);
            out.write(content.getBytes());
        }
        Files.setLastModifiedTime(zip, FileTime.fromMillis(1_000_000));
        return ImageCache.fingerprint(28, zip);
    }

    @Test
    void aFileThatIsNoZipHasAFingerprintToo() throws IOException {
        for (int size : new int[] {0, 1, 21, 22, 100_000}) {
            assertTrue(ImageCache.fingerprint(28, Files.write(temp.resolve("x"), new byte[size])).contains("x " + size));
        }
    }

    @Test
    void aPlaceWhereAnotherUserMayWriteIsNone() throws IOException {
        assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
        assumeTrue(System.getenv("XDG_CACHE_HOME") == null);
        String home = System.getProperty("user.home");
        try {
            System.setProperty("user.home", "/home/reader");
            Path own = Path.of("/home/reader/.cache/fewshot");
            assertEquals(temp.resolve("x.cache"), ImageCache.places(temp, "x.cache").get(0));
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertEquals(List.of(own), ImageCache.places(temp, "x.cache").stream().map(Path::getParent).toList());
            System.setProperty("user.home", "?");
            assertEquals(List.of(), ImageCache.places(temp, "x.cache"));
        } finally {
            System.setProperty("user.home", home);
        }
    }
}
