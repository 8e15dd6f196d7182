import fewshot.compare.*;
import fewshot.data.*;
import fewshot.train.Profile;
import java.nio.file.*;
import java.util.*;

/** Trains jobs of a list "method;way;seed", each by whoever makes its folder first. */
public class Queue {
    public static void main(String[] w) throws Exception {
        Split split = Datasets.omniglotOrGlyphs().withRotations();
        Settings settings = TrainAll.settings(Profile.current());
        TrainAll all = new TrainAll(settings, split);
        for (int round = 0; round < 2; round++) {
            for (String line : Files.readAllLines(Path.of(w[0]))) {
                if (line.isBlank()) continue;
                String[] p = line.split(";");
                int way = Integer.parseInt(p[1]);
                long seed = Long.parseLong(p[2]);
                if (Files.exists(settings.measured(p[0], way, seed))) continue;
                if (!Path.of(w[1], line.replace(' ', '_').replace('/', '_')).toFile().mkdir()) continue;
                System.out.println(new Date() + " begins " + line);
                try { all.train(p[0], way, seed); } catch (Exception e) { System.out.println("FAILED " + line + " " + e); e.printStackTrace(System.out); }
            }
        }
    }
}
