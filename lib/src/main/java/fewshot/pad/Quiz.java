package fewshot.pad;

import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.method.Classifier;
import fewshot.method.FewShotLearner;
import fewshot.show.ImageGrid;
import fewshot.show.draw.Bundle;
import fewshot.show.draw.Displayable;
import fewshot.show.page.Widget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A reader against machines: questions drawn by lot from episodes, such as Lake's twenty runs (Lake 2015), in each of which
 * one image is to be found again among one image of each class. The reader answers in the page, one question after the
 * other; then the learners answer the same, each question by itself.
 */
public final class Quiz implements Displayable {
    private record Question(Episode episode, int query) {
        int right() {
            return episode.queryLabels()[query];
        }

        Examples image() {
            return episode.query().pick(query);
        }
    }

    /**
     * Who got how many.
     *
     * @param name a learner, or {@code you}
     * @param right in per cent
     */
    public record Row(String name, double right) {}

    private final List<Question> questions;
    private final List<FewShotLearner> learners;
    private final List<Integer> answers = new ArrayList<>();
    private final List<Row> others = new ArrayList<>();
    private final Widget widget = new Widget(Quiz.class, "page.js", this::acted, this::bundle);
    private List<Row> rows = List.of();

    private Quiz(List<Question> questions, List<FewShotLearner> learners) {
        this.questions = questions;
        this.learners = learners;
        widget.set(Map.of("part", "quiz", "questions", questions.size(), "rows", List.of()));
        ask();
    }

    /**
     * Draws questions by lot, each from an episode of its own while there are enough.
     *
     * @param episodes 1-shot episodes of grey images of 28 × 28, with queries
     * @param count how many questions
     * @param seed fixes which
     * @param learners who answers after the reader
     * @throws IllegalArgumentException if there is no episode, no question, or an episode has another number of shots
     */
    public static Quiz of(List<Episode> episodes, int count, long seed, FewShotLearner... learners) {
        if (episodes.isEmpty() || count < 1 || episodes.stream().flatMapToInt(e -> Arrays.stream(e.shots())).anyMatch(k -> k != 1)) {
            throw new IllegalArgumentException("Quiz: " + count + " questions from " + episodes.size()
                    + " episodes; it takes at least one question, and episodes with one image a class");
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Question> questions = IntStream.range(0, count).mapToObj(i -> {
            Episode episode = episodes.get(i % episodes.size());
            return new Question(episode, random.nextInt(episode.queryLabels().length));
        }).toList();
        return new Quiz(questions, List.of(learners));
    }

    /**
     * Puts a published figure beside the others, such as that of people.
     *
     * @param name whose
     * @param right in per cent
     */
    public Quiz beside(String name, double right) {
        others.add(new Row(name, right));
        return this;
    }

    /** Shows the first question in the output of the cell that runs; outside of a notebook it prints what there is to tell. */
    public void open() {
        if (!widget.open()) {
            System.out.println(bundle());
        }
    }

    private void ask() {
        if (answers.size() < questions.size()) {
            Question question = questions.get(answers.size());
            Episode episode = question.episode;
            widget.set(Map.of("number", answers.size(), "query", Pad.base64(question.image()), "choices",
                    IntStream.range(0, episode.way()).mapToObj(k -> Pad.base64(shown(episode, k))).toList()));
        }
    }

    /** The one image of a class. */
    private static Examples shown(Episode episode, int label) {
        return episode.support().pick(IntStream.range(0, episode.supportLabels().length)
                .filter(s -> episode.supportLabels()[s] == label).toArray());
    }

    /**
     * Answers the question that is open, for the reader.
     *
     * @param label the class that looks like it
     * @return who got how many, once all have been answered; empty before
     * @throws IllegalArgumentException if there is no such class
     * @throws IllegalStateException if all questions have been answered
     */
    public synchronized List<Row> choose(int label) {
        if (answers.size() == questions.size()) {
            throw new IllegalStateException("All questions have been answered.");
        }
        int way = questions.get(answers.size()).episode.way();
        if (label < 0 || label >= way) {
            throw new IllegalArgumentException("Quiz: answer " + label + "; answers run from 0 to " + (way - 1));
        }
        answers.add(label);
        ask();
        if (answers.size() == questions.size()) {
            List<Row> all = new ArrayList<>(List.of(new Row("you", share(answers))));
            learners.forEach(learner -> all.add(new Row(learner.name(), share(questions.stream().map(q -> answer(learner, q)).toList()))));
            all.addAll(others);
            rows = List.copyOf(all);
        }
        return rows;
    }

    private static int answer(FewShotLearner learner, Question question) {
        try (Classifier classifier = learner.fit(question.episode.asking(question.image()))) {
            return classifier.labels(question.image())[0];
        }
    }

    private double share(List<Integer> given) {
        return 100.0 * IntStream.range(0, questions.size()).filter(i -> given.get(i) == questions.get(i).right()).count() / questions.size();
    }

    private void acted(Map<String, Object> message) {
        String note = "";
        try {
            boolean current = message.get("number") instanceof Number n && n.intValue() == answers.size();
            if (current && message.get("choice") instanceof Number choice) {
                choose(choice.intValue());
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            note = e.getMessage();
        }
        widget.set(Map.of("note", note, "rows", rows.stream().map(r -> Map.of("name", r.name(), "right", r.right())).toList()));
    }

    /** The questions as a picture, and who got how many. */
    @Override
    public synchronized Bundle bundle() {
        String told = rows.isEmpty()
                ? answers.size() + " of " + questions.size() + " questions answered"
                : rows.stream().map(r -> String.format(Locale.ROOT, "%s %.0f %%", r.name(), r.right())).collect(Collectors.joining(", "));
        Question question = questions.get(Math.min(answers.size(), questions.size() - 1));
        List<byte[]> images = new ArrayList<>(List.of(question.image().bytes()));
        IntStream.range(0, question.episode.way()).forEach(k -> images.add(shown(question.episode, k).bytes()));
        return ImageGrid.of(question.episode.height(), question.episode.width(), images.toArray(byte[][]::new)).columns(7).zoom(2)
                .title(told).describe("A question, first, and one image of each class. " + told + ".").bundle();
    }

    @Override
    public String toString() {
        return bundle().text();
    }
}
