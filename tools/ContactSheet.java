import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.swing.ImageIcon;

/**
 * The picture that README.md opens with: nine pictures of the notebooks' own outputs on one sheet.
 * {@code tools/java tools/ContactSheet.java [FILE]} from the repository root; without a name, {@code contact-sheet.png}.
 */
final class ContactSheet {
    private static final int COLUMNS = 3;
    private static final int WIDTH = 330;
    private static final int HEIGHT = 210;
    private static final int GAP = 12;
    /** Which notebook, and how the words of its picture begin. */
    private static final String[][] CHOSEN = {
        {"00", "An episode"}, {"02", "Plot 'After training'"}, {"04", "Twenty-five support images"},
        {"06", "2 images of 21 × 25 pixels, weights"}, {"07", "Plot 'MAML', y against x"}, {"08", "Slider 'turns'"},
        {"09", "Plot 'New bowls'"}, {"11", "Plot 'The moment'"}, {"12", "Plot 'Network less rival, 64 labelled rows'"}};

    private ContactSheet() {}

    public static void main(String[] words) throws IOException {
        int rows = (CHOSEN.length + COLUMNS - 1) / COLUMNS;
        BufferedImage sheet = new BufferedImage(COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < CHOSEN.length; i++) {
            Image picture = smooth(picture(CHOSEN[i][0], CHOSEN[i][1]));
            int left = GAP + i % COLUMNS * (WIDTH + GAP) + (WIDTH - picture.getWidth(null)) / 2;
            int top = GAP + i / COLUMNS * (HEIGHT + GAP) + (HEIGHT - picture.getHeight(null)) / 2;
            pen.drawImage(picture, left, top, null);
        }
        pen.dispose();
        ImageIO.write(sheet, "png", Path.of(words.length > 0 ? words[0] : "contact-sheet.png").toFile());
    }

    /** The first picture of a notebook whose words begin like this. */
    private static BufferedImage picture(String notebook, String words) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("notebooks"), notebook + "-*.ipynb")) {
            for (Path file : files) {
                for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).path("cells")) {
                    for (JsonNode output : cell.path("outputs")) {
                        JsonNode data = output.path("data");
                        if (data.has("image/png") && text(data.path("text/plain")).startsWith(words)) {
                            byte[] bytes = Base64.getMimeDecoder().decode(text(data.path("image/png")));
                            return ImageIO.read(new ByteArrayInputStream(bytes));
                        }
                    }
                }
            }
        }
        throw new IllegalArgumentException("ContactSheet: notebook " + notebook + " has no picture whose words begin with: " + words);
    }

    private static String text(JsonNode lines) {
        if (!lines.isArray()) {
            return lines.asText();
        }
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(line.asText()));
        return all.toString();
    }

    /** As large as its place has room for, at most as large as it is; each new pixel is the mean of those that it covers. */
    private static Image smooth(BufferedImage picture) {
        double scale = Math.min(1, Math.min((double) WIDTH / picture.getWidth(), (double) HEIGHT / picture.getHeight()));
        Image small = picture.getScaledInstance((int) (scale * picture.getWidth()), (int) (scale * picture.getHeight()), Image.SCALE_AREA_AVERAGING);
        return new ImageIcon(small).getImage(); // which waits until it is there
    }
}
