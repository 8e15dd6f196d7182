package fewshot.world.picture;

import fewshot.data.ImageSet;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The official binary archive of CIFAR-100: {@code fine_label_names.txt}, a class a line, and {@code train.bin} and {@code test.bin},
 * whose records are a byte that is not used here, the class and 3 × 32 × 32 bytes. What it claims takes no room before it is there.
 */
final class CifarArchive {
    private static final int SIDE = 32;
    private static final int PICTURE = 3 * SIDE * SIDE;
    private static final int MOST_PICTURES = 60_000;
    private static final int MOST_ENTRIES = 100;
    private static final int MOST_NAMES = 1 << 14;
    private static final int MOST_CLASSES = 256;

    private final Path archive;
    private List<String> names = List.of();
    private int records;

    CifarArchive(Path archive) {
        this.archive = archive;
    }

    /** Does something with each record. */
    private interface Reader {
        void read(int label, byte[] picture);
    }

    ImageSet read() {
        int[] counts = new int[MOST_CLASSES];
        pass((label, picture) -> counts[label]++);
        if (names.isEmpty() || records == 0 || Arrays.stream(counts).skip(names.size()).anyMatch(count -> count > 0)) {
            throw damaged("it has " + records + " pictures, and names of " + names.size() + " classes for them");
        }
        int[] next = new int[names.size()];
        for (int c = 1; c < next.length; c++) {
            next[c] = next[c - 1] + counts[c - 1];
        }
        byte[] pixels = new byte[records * PICTURE];
        int counted = records;
        pass((label, picture) -> System.arraycopy(picture, 0, pixels, next[label]++ * PICTURE, PICTURE));
        if (records != counted) {
            throw damaged("it has changed while it was read");
        }
        return ImageSet.of("CIFAR-100", 3, SIDE, SIDE, pixels, names, Arrays.copyOf(counts, names.size()));
    }

    private void pass(Reader reader) {
        records = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))))) {
            int entries = 0;
            for (ArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw damaged("it holds more than " + MOST_ENTRIES + " files");
                }
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.equals("train.bin") || name.equals("test.bin")) {
                    pictures(name, tar, reader);
                } else if (name.equals("fine_label_names.txt")) {
                    names = names(tar);
                }
            }
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private void pictures(String name, InputStream in, Reader reader) throws IOException {
        byte[] picture = new byte[PICTURE];
        while (true) {
            byte[] labels = in.readNBytes(2);
            if (labels.length == 0) {
                return;
            }
            if (labels.length < 2 || in.readNBytes(picture, 0, PICTURE) < PICTURE) {
                throw damaged("its " + name + " ends within a picture");
            }
            if (++records > MOST_PICTURES) {
                throw damaged("it holds more than " + MOST_PICTURES + " pictures");
            }
            reader.read(labels[1] & 255, picture);
        }
    }

    private List<String> names(InputStream in) throws IOException {
        byte[] text = in.readNBytes(MOST_NAMES + 1);
        List<String> read = new String(text, StandardCharsets.UTF_8).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (text.length > MOST_NAMES || read.isEmpty() || read.size() > MOST_CLASSES || new HashSet<>(read).size() < read.size()) {
            throw damaged("its fine_label_names.txt has " + read.size() + " lines; there should be 100, all different");
        }
        return read;
    }

    private IllegalArgumentException damaged(String what) {
        return new IllegalArgumentException("CIFAR-100: " + archive + " is damaged or is another archive: " + what);
    }
}
