package fewshot.pad;

import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.method.Classifier;
import fewshot.method.DecisionRule;
import fewshot.method.FewShotLearner;
import fewshot.show.ImageGrid;
import fewshot.show.draw.Bundle;
import fewshot.show.draw.Displayable;
import fewshot.show.page.Widget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A sheet to draw on: one teaches characters of one's own, a drawing or more of each, then draws one of them again, and
 * trained learners say which it is.
 *
 * <pre>{@code
 * Pad pad = Pad.of(learner);
 * pad.open();                                   // a live sheet in the output of this cell
 * pad.teach("ka", Drawing.of("20,30 80,70"));   // or without a hand
 * }</pre>
 *
 * <p>The learners are shared, and stay their maker's; what they have learned here is freed by {@link #close}.
 */
public final class Pad implements Displayable, AutoCloseable {
    private static final int MOST_CLASSES = 20;
    private static final int MOST_DRAWINGS = 200;
    private static final int SIDE = 28;
    private static final Examples NOTHING = Examples.bytes(new byte[0], 1, SIDE, SIDE);

    private final Map<String, FewShotLearner> learners;
    private final Map<String, List<Examples>> taught = new LinkedHashMap<>();
    private final Map<String, DecisionRule> rules = new HashMap<>();
    private final Map<String, Classifier> fitted = new LinkedHashMap<>();
    private final Widget widget = new Widget(Pad.class, "page.js", this::acted, this::bundle);
    private Examples asked;
    private List<Answer> answers = List.of();

    private Pad(Map<String, FewShotLearner> learners) {
        this.learners = learners;
        widget.set(Map.of("part", "pad", "pen", Drawing.PEN / Drawing.SIDE, "classes", List.of(), "answers", List.of()));
    }

    /**
     * A sheet whose drawings some learners name, each by itself.
     *
     * @param learners one or more, trained, for images of 28 × 28 with one channel
     */
    public static Pad of(FewShotLearner... learners) {
        Map<String, FewShotLearner> named = new LinkedHashMap<>();
        Arrays.stream(learners).forEach(learner -> named.put(learner.name(), learner));
        return of(named);
    }

    /** The same with names of one's own, under which they answer in this order. */
    public static Pad of(Map<String, ? extends FewShotLearner> learners) {
        if (learners.isEmpty()) {
            throw new IllegalArgumentException("Pad: nobody to ask; give it one learner or more");
        }
        return new Pad(new LinkedHashMap<>(learners));
    }

    /**
     * Has a learner decide by a rule: its temperature makes the probabilities, and what it takes for a stranger is none of the
     * classes.
     *
     * @param name of the learner
     * @return this
     * @throws IllegalArgumentException if there is none of this name
     */
    public synchronized Pad decideBy(String name, DecisionRule rule) {
        if (!learners.containsKey(name)) {
            throw new IllegalArgumentException("Pad: no learner is called " + name + "; there are " + learners.keySet());
        }
        rules.put(name, rule);
        return this;
    }

    /** Shows the live sheet in the output of the cell that runs; outside of a notebook it prints what there is to tell. */
    public void open() {
        if (!widget.open()) {
            System.out.println(bundle());
        }
    }

    /**
     * Teaches one drawing of a class, which is new if there is none of this name.
     *
     * @throws IllegalArgumentException if the name is blank, or there are 20 classes or 200 drawings already
     */
    public synchronized void teach(String name, Drawing drawing) {
        keep(name, drawing.image(SIDE));
        learnAgain();
    }

    /** Teaches the support of a task: grey images of 28 × 28. */
    public synchronized void teach(Episode task) {
        try {
            for (int s = 0; s < task.supportLabels().length; s++) {
                keep(task.classNames()[task.supportLabels()[s]], task.support().pick(s));
            }
        } finally {
            learnAgain(); // what was kept, also if another could not be
        }
    }

    private void keep(String name, Examples image) {
        int images = taught.values().stream().mapToInt(List::size).sum();
        if (name.isBlank() || !taught.containsKey(name) && taught.size() == MOST_CLASSES || images == MOST_DRAWINGS) {
            throw new IllegalArgumentException("Pad: class \"" + name + "\" cannot be taught; it needs a name, and there is room for "
                    + MOST_CLASSES + " classes and " + MOST_DRAWINGS + " drawings");
        }
        if (!image.isLike(NOTHING)) {
            throw new IllegalArgumentException("Pad: class " + name + " has " + image + "; it takes grey images of 28 × 28");
        }
        taught.computeIfAbsent(name, n -> new ArrayList<>()).add(image);
    }

    /** Forgets a class and all its drawings. */
    public synchronized void forget(String name) {
        taught.remove(name);
        learnAgain();
    }

    private void learnAgain() {
        free();
        asked = null;
        answers = List.of();
        widget.set(Map.of("classes", taught.entrySet().stream().map(e -> Map.of("name", e.getKey(), "pictures",
                e.getValue().stream().map(Pad::base64).toList())).toList(), "answers", List.of()));
    }

    /**
     * Asks all learners about a drawing.
     *
     * @return one answer a learner; one that cannot answer, such as a learner for five classes where there are three, says why
     * @throws IllegalStateException if fewer than two classes were taught
     */
    public synchronized List<Answer> ask(Drawing drawing) {
        if (taught.size() < 2) {
            throw new IllegalStateException("Teach two characters or more, then draw one of them again.");
        }
        asked = drawing.image(SIDE);
        answers = learners.keySet().stream().map(this::answer).toList();
        return answers;
    }

    private Answer answer(String name) {
        try {
            double[] scores = fitted.computeIfAbsent(name, n -> learners.get(n).fit(task())).scores(asked)[0];
            DecisionRule rule = rules.getOrDefault(name, DecisionRule.CLOSED_SET);
            int label = rule.label(scores);
            return new Answer(name, label, rule.probabilities(scores), label == Episode.STRANGER ? "none of these" : "");
        } catch (IllegalArgumentException | IllegalStateException cannot) {
            return Answer.none(name, String.valueOf(cannot.getMessage()));
        }
    }

    /** What was taught, as a task without queries. */
    public synchronized Episode task() {
        ImageSet drawn = drawn();
        int[][] all = IntStream.range(0, drawn.classes()).mapToObj(c -> IntStream.range(0, drawn.images(c)).toArray()).toArray(int[][]::new);
        return Episode.of(drawn, IntStream.range(0, drawn.classes()).toArray(), all, new int[drawn.classes()][0]);
    }

    /**
     * What was taught, as labelled images of 28 × 28.
     *
     * @throws IllegalStateException if nothing was
     */
    public synchronized ImageSet drawn() {
        Examples all = taught.values().stream().flatMap(List::stream).reduce(Examples::and)
                .orElseThrow(() -> new IllegalStateException("Pad: nothing was taught yet"));
        return ImageSet.of("drawn", SIDE, SIDE, all.bytes(), List.copyOf(taught.keySet()),
                taught.values().stream().mapToInt(List::size).toArray());
    }

    /** What the page sends: a drawing to ask about or to teach, or a class to forget. */
    private void acted(Map<String, Object> message) {
        String note = "";
        try {
            switch (String.valueOf(message.get("kind"))) {
                case "ask" -> ask(drawing(message));
                case "teach" -> teach(String.valueOf(message.get("name")).strip(), drawing(message));
                case "forget" -> forget(String.valueOf(message.get("name")));
                default -> note = "The page sent what this library does not know.";
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            note = e.getMessage();
        }
        widget.set(Map.of("answers", answers.stream().map(this::told).toList(), "note", note));
    }

    private static Drawing drawing(Map<String, Object> message) {
        if (!(message.get("strokes") instanceof List<?> strokes)) {
            throw new IllegalArgumentException("The page sent no drawing.");
        }
        return new Drawing(strokes.stream().map(stroke -> ((List<?>) stroke).stream().map(point -> ((List<?>) point).stream()
                .mapToDouble(n -> ((Number) n).doubleValue()).toArray()).toArray(double[][]::new)).toList());
    }

    private Map<String, Object> told(Answer answer) {
        return Map.of("method", answer.method(), "note", answer.note(), "shares", answer.probabilities(),
                "nearest", answer.label() < 0 ? "" : base64(nearest(answer.label())));
    }

    /** The taught drawing of a class that shares most ink with what was asked, pixel by pixel. */
    private Examples nearest(int label) {
        return List.copyOf(taught.values()).get(label).stream()
                .min(Comparator.comparingLong(image -> apart(asked.bytes(), image.bytes()))).orElseThrow();
    }

    private static long apart(byte[] one, byte[] other) {
        return IntStream.range(0, one.length).mapToLong(i -> (one[i] & 255) - (other[i] & 255)).map(d -> d * d).sum();
    }

    /** An image as text for the page. */
    static String base64(Examples image) {
        return Base64.getEncoder().encodeToString(image.bytes());
    }

    /** The sheet as a picture: what was taught, what was asked last, and the answers. */
    @Override
    public synchronized Bundle bundle() {
        if (taught.isEmpty()) {
            return Bundle.text("A sheet to draw on. Nothing has been taught yet.");
        }
        List<byte[]> images = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        taught.forEach((name, each) -> each.forEach(image -> {
            images.add(image.bytes());
            captions.add(name);
        }));
        int columns = images.size();
        for (Answer answer : answers) {
            images.add(asked.bytes());
            captions.add(answer.label() < 0 ? answer.method() + ": " + answer.note() : words(answer));
        }
        return ImageGrid.of(SIDE, SIDE, images.toArray(byte[][]::new)).columns(Math.max(5, columns)).zoom(3)
                .captions(captions.toArray(String[]::new)).title(answers.isEmpty() ? "Taught by hand" : "Taught by hand, then asked")
                .bundle();
    }

    private String words(Answer answer) {
        return String.format(Locale.ROOT, "%s: %s %.0f %%", answer.method(), List.copyOf(taught.keySet()).get(answer.label()),
                100 * answer.probabilities()[answer.label()]);
    }

    private void free() {
        fitted.values().forEach(Classifier::close);
        fitted.clear();
    }

    /** Frees what the learners have learned of the drawings; the drawings stay. */
    @Override
    public synchronized void close() {
        free();
    }

    @Override
    public String toString() {
        return "pad for " + learners.keySet() + ", taught " + taught.keySet();
    }
}
