package fewshot.compare;

import fewshot.evaluate.Score;
import fewshot.model.BatchNormMode;
import fewshot.state.WholeFile;
import fewshot.train.TrainingPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was measured of one contestant: what its training took, how its accuracy rose, and how it did in each test episode, so
 * that any two can be compared episode by episode. Kept as lines of text.
 *
 * @param method the name in tables and plots
 * @param way the classes its networks were made for, 0 for any number
 * @param setting what it was trained with: profile, filters, data, split, device and seed, in one line
 * @param weights trainable numbers
 * @param steps of training
 * @param seconds that they took
 * @param coreSeconds that they kept a processor core busy, see {@link fewshot.train.CoreTime}; NaN where that is not known
 * @param megabytes that one of them takes at most above what is there before; NaN where it could not be measured
 * @param curve the accuracy on validation classes in per cent against steps and seconds
 * @param scores the accuracy in each test episode in per cent, by {@link Test}
 */
public record Measured(String method, int way, String setting, long weights, long steps, double seconds, double coreSeconds,
        double megabytes, List<TrainingPoint> curve, Map<Test, Score> scores) {
    /**
     * A kind of test episode.
     *
     * @param way classes
     * @param shot support images a class
     * @param batchnorm the mode of the answers; empty if there is no batch norm
     */
    public record Test(int way, int shot, String batchnorm) {
        @Override
        public String toString() {
            return way + "-way " + shot + "-shot" + (batchnorm.isEmpty() ? "" : " " + batchnorm);
        }
    }

    /** How it answers each query alone, be it inductively or without batch norm; empty if that was not measured. */
    public Optional<Score> alone(int way, int shot) {
        return score(new Test(way, shot, BatchNormMode.INDUCTIVE.label()));
    }

    /** How it answers such episodes, in that mode or without batch norm; empty if that was not measured. */
    Optional<Score> score(Test test) {
        return Stream.of(test, new Test(test.way, test.shot, "")).map(scores::get).filter(Objects::nonNull).findFirst();
    }

    /** The same with other scores. */
    Measured with(Map<Test, Score> other) {
        return new Measured(method, way, setting, weights, steps, seconds, coreSeconds, megabytes, curve, other);
    }

    /** Writes it, whole or not at all. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of("method\t" + method, "way\t" + way, "setting\t" + setting, "weights\t" + weights,
                "steps\t" + steps, "seconds\t" + decimal(seconds, 1), "core seconds\t" + decimal(coreSeconds, 1), "megabytes\t" + decimal(megabytes, 1)));
        curve.forEach(p -> lines.add(String.join("\t", "curve", Long.toString(p.step()), decimal(p.seconds(), 2),
                decimal(p.validation().orElseThrow(), 3))));
        scores.forEach((test, score) -> lines.add(String.join("\t", "test", Integer.toString(test.way), Integer.toString(test.shot),
                test.batchnorm, decimal(score.seconds(), 2),
                Arrays.stream(score.values()).mapToObj(v -> decimal(v, 2)).collect(Collectors.joining(" ")), score.source())));
        WholeFile.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if there is no such file
     * @throws IllegalArgumentException if it holds something else
     */
    public static Measured read(Path file) throws IOException {
        Map<String, String> head = new LinkedHashMap<>();
        List<TrainingPoint> curve = new ArrayList<>();
        Map<Test, Score> scores = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] part = line.split("\t", -1);
                switch (part[0]) {
                    case "curve" -> curve.add(new TrainingPoint(Long.parseLong(part[1]), Double.parseDouble(part[2]), Double.NaN,
                            Double.NaN, OptionalDouble.of(Double.parseDouble(part[3]))));
                    case "test" -> scores.put(new Test(Integer.parseInt(part[1]), Integer.parseInt(part[2]), part[3]), new Score(
                            Arrays.stream(part[5].split(" ")).mapToDouble(Double::parseDouble).toArray(), Double.parseDouble(part[4]),
                            part.length > 6 ? part[6] : "", Score.PER_CENT)); // files of version 0.1 end before the source
                    default -> head.put(part[0], part[1]);
                }
            }
            return new Measured(head.get("method"), Integer.parseInt(head.get("way")), head.get("setting"),
                    Long.parseLong(head.get("weights")), Long.parseLong(head.get("steps")), Double.parseDouble(head.get("seconds")),
                    Double.parseDouble(head.getOrDefault("core seconds", "NaN")), Double.parseDouble(head.get("megabytes")), List.copyOf(curve), scores);
        } catch (NullPointerException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("Measured: " + file + " does not hold what was measured of a contestant; train it again", e);
        }
    }

    private static String decimal(double number, int digits) {
        return Double.isNaN(number) ? "NaN" : String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    @Override
    public String toString() {
        return Contestant.told(method, way) + ": " + weights + " weights, " + steps + " steps in " + Math.round(seconds) + " s, " + scores;
    }
}
