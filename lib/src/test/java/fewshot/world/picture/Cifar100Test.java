package fewshot.world.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import fewshot.data.ImageSet;
import fewshot.data.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {
    @TempDir
    Path folder;

    /** A record of a class whose picture is all one colour. */
    private static byte[] record(int label, int red, int green, int blue) {
        byte[] record = new byte[3074];
        record[0] = 7; // the coarse class
        record[1] = (byte) label;
        Arrays.fill(record, 2, 1026, (byte) red);
        Arrays.fill(record, 1026, 2050, (byte) green);
        Arrays.fill(record, 2050, 3074, (byte) blue);
        return record;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Writes a tar archive by hand: a header of 512 bytes, the file filled up to 512, two empty blocks. */
    private void write(Map<String, byte[]> files) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("cifar-100-binary.tar.gz")))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                byte[] header = new byte[512];
                put(header, 0, "cifar-100-binary/" + file.getKey());
                put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + String.format("%011o\0%011o\0", file.getValue().length, 0));
                put(header, 148, "        0");
                put(header, 257, "ustar\0" + "00");
                int sum = IntStream.range(0, 512).map(i -> header[i] & 255).sum();
                put(header, 148, String.format("%06o\0 ", sum));
                out.write(header);
                out.write(Arrays.copyOf(file.getValue(), (file.getValue().length + 511) / 512 * 512));
            }
            out.write(new byte[1024]);
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static Map<String, byte[]> files(String names, byte[] train, byte[] test) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("coarse_label_names.txt", "sea\nland\n".getBytes(StandardCharsets.US_ASCII));
        files.put("train.bin", train);
        files.put("fine_label_names.txt", names.getBytes(StandardCharsets.US_ASCII));
        files.put("test.bin", test);
        return files;
    }

    @Test
    void picturesGoToTheirFineClassesInTheOrderOfTheFiles() throws IOException {
        write(files("apple\nbed\nwhale\n", joined(record(2, 1, 2, 3), record(0, 255, 0, 9), record(2, 4, 5, 6)), record(2, 7, 8, 9)));
        ImageSet set = Cifar100.load(folder);
        assertEquals("CIFAR-100: 3 classes, 4 images of 32 x 32 in colours", set.toString());
        assertEquals(List.of("apple", "bed", "whale"), set.classNames());
        assertArrayEquals(new int[] {1, 0, 3}, IntStream.range(0, 3).map(set::images).toArray());
        assertArrayEquals(Arrays.copyOfRange(record(0, 255, 0, 9), 2, 3074), set.image(0, 0));
        assertArrayEquals(Arrays.copyOfRange(record(0, 4, 5, 6), 2, 3074), set.image(2, 1));
        assertArrayEquals(Arrays.copyOfRange(record(0, 7, 8, 9), 2, 3074), set.image(2, 2));
    }

    @Test
    void theSplitHas64And16And20ClassesOfThe100() throws IOException {
        List<String> names = Cifar100.lists().stream().flatMap(List::stream).sorted(Comparator.reverseOrder()).toList();
        assertEquals(100, Stream.of(names).flatMap(List::stream).distinct().count());
        write(files(String.join("\n", names), joined(IntStream.range(0, 100).mapToObj(c -> record(c, c, 0, 0)).toArray(byte[][]::new)), new byte[0]));
        Split split = Cifar100.cifarFs(Cifar100.load(folder));
        assertEquals("CIFAR-100, split CIFAR-FS: 64 classes to train, 16 to validate, 20 to test", split.toString());
        assertTrue(split.test().classNames().containsAll(List.of("baby", "chimpanzee", "pickup_truck", "worm")));
        assertTrue(split.validation().classNames().containsAll(List.of("otter", "television", "sea")));
        int whale = split.test().classNames().indexOf("whale");
        assertEquals(names.indexOf("whale"), split.test().image(whale, 0)[0] & 255);
        String message = assertThrows(IllegalArgumentException.class, () -> Cifar100.cifarFs(ImageSet.of("few", 3, 32, 32, new byte[0],
                List.of("apple"), new int[] {0}))).getMessage();
        assertTrue(message.contains("CIFAR-FS") && message.contains("few"), message);
    }

    @Test
    void damagedArchivesAreRefusedByNameAndWithoutRoomForWhatTheyClaim() throws IOException {
        byte[] one = record(0, 1, 1, 1);
        refused(files("apple\n", Arrays.copyOf(one, 3000), one), "train.bin ends within a picture");
        refused(files("apple\n", Arrays.copyOf(one, 3075), one), "train.bin ends within a picture");
        refused(files("apple\n", record(1, 0, 0, 0), one), "names of 1 classes");
        refused(files("apple\napple\n", one, one), "all different");
        refused(files("x\n".repeat(9000), one, one), "fine_label_names.txt");
        refused(Map.of("train.bin", one), "0 classes");
        refused(Map.of("fine_label_names.txt", "a".getBytes(StandardCharsets.US_ASCII)), "0 pictures");
        write(files("apple\n", one, one));
        Path archive = folder.resolve("cifar-100-binary.tar.gz");
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
        assertThrows(IllegalArgumentException.class, () -> Cifar100.load(folder));
        Files.write(archive, new byte[100]);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Cifar100.load(folder)).getMessage().contains("cifar-100-binary.tar.gz"));
    }

    @Test
    void moreThanThereCanBeIsRefusedInLittleMemory() throws IOException {
        ByteBuffer many = ByteBuffer.allocate(3074 * 1000);
        write(files("apple\n", many.array(), new byte[0]));
        byte[] thousand = Files.readAllBytes(folder.resolve("cifar-100-binary.tar.gz"));
        assertTrue(thousand.length < 10_000);
        // The same with 60,001 pictures, of which each thousand has 4 kB in the archive.
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("cifar-100-binary.tar.gz")))) {
            byte[] header = new byte[512];
            put(header, 0, "cifar-100-binary/train.bin");
            put(header, 100, "0000644\0" + "0000000\0" + "0000000\0" + String.format("%011o\0%011o\0", 3074 * 60_001, 0));
            put(header, 148, "        0");
            put(header, 257, "ustar\0" + "00");
            put(header, 148, String.format("%06o\0 ", IntStream.range(0, 512).map(i -> header[i] & 255).sum()));
            out.write(header);
            for (int i = 0; i < 61; i++) {
                out.write(many.array());
            }
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        String message = assertThrows(IllegalArgumentException.class, () -> Cifar100.load(folder)).getMessage();
        assertTrue(message.contains("more than 60000"), message);
        assertTrue(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before < 20_000_000);
    }

    private void refused(Map<String, byte[]> files, String what) throws IOException {
        write(files);
        String message = assertThrows(IllegalArgumentException.class, () -> Cifar100.load(folder)).getMessage();
        assertTrue(message.contains("cifar-100-binary.tar.gz") && message.contains(what), message);
    }

    @Test
    void missingIsSaid() {
        assertTrue(assertThrows(IllegalStateException.class, () -> Cifar100.load(folder)).getMessage().contains("cifar-100-binary.tar.gz"));
    }

    @Test
    void theRealOneHas600OfEach() {
        assumeTrue(Cifar100.available(), "data/cifar100 is not here");
        ImageSet set = Cifar100.load();
        assertEquals("CIFAR-100: 100 classes, 60000 images of 32 x 32 in colours", set.toString());
        assertTrue(IntStream.range(0, 100).allMatch(c -> set.images(c) == 600));
        assertEquals("CIFAR-100, split CIFAR-FS: 64 classes to train, 16 to validate, 20 to test", Cifar100.cifarFs(set).toString());
    }
}
