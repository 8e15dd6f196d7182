package fewshot.compare;

import fewshot.gradient.Adam;
import fewshot.method.FewShotLearner;
import fewshot.method.baseline.Chance;
import fewshot.method.baseline.FineTuning;
import fewshot.method.baseline.Head;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.baseline.PreTraining;
import fewshot.method.baseline.SimpleShot;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the rivals of meta-learning are made ready: what learns nothing, and ordinary training on all training classes at once. */
final class BaselineEntries {
    static final String CENTROID = "pre-training, nearest centroid";
    private static final String COSINE = "Baseline++";
    private static final List<Setting> TRAINING = Setting.grid("rate", List.of(3e-3, 1e-2), "images", List.of(128.0, 64.0));
    /** Of pre-training and of the head on a task: at the authors' 0.01 a hundred passes over five images do not bring the head to its end. */
    private static final List<Setting> COSINES = Setting.grid("rate", List.of(1e-2, 3e-3), "head", List.of(1.0, 0.1));
    /** Of the head that begins at centroids; at a temperature of 1 it has nothing to learn from one shot. */
    private static final List<Setting> HEAD = Setting.grid("rate", List.of(0.01, 0.1), "temperature", List.of(30.0, 1.0));
    /** Over each support, as the authors of Baseline and Baseline++ have it. */
    private static final int PASSES = 100;

    private static final Entry.Images BATCH = (way, setting) -> List.of(images(setting));
    private static final Entry.Images NO_IMAGES = (way, setting) -> List.of();

    static final List<Entry> ALL = List.of(
            notTrained("chance", c -> new Chance(c.seed())),
            notTrained("pixel nearest neighbour", c -> new PixelNearestNeighbour()),
            new Entry(CENTROID, true, way -> TRAINING, BATCH, (contest, method, c) -> preTraining(Head.LINEAR, method, c)),
            new Entry("SimpleShot", true, way -> List.of(), way -> List.of(Setting.NONE), NO_IMAGES, BaselineEntries::simpleShot),
            new Entry("Baseline", true, way -> List.of(), way -> HEAD, NO_IMAGES, BaselineEntries::baseline),
            new Entry(COSINE, true, way -> COSINES, BATCH, (contest, method, c) -> preTraining(Head.COSINE, method, c)));

    private BaselineEntries() {}

    /** In a step of pre-training. */
    private static int images(Setting setting) {
        return (int) setting.orElse("images", 64);
    }

    private static Entry notTrained(String method, Function<Contest, FewShotLearner> learner) {
        return new Entry(method, true, way -> List.of(), way -> List.of(Setting.NONE), NO_IMAGES, (contest, name, c) -> new Contestant(name, 0,
                List.of(), Map.of(), () -> List.of(learner.apply(contest)), number -> null, 0, List.of(), List.of()));
    }

    private static Contestant preTraining(Head head, String method, Conditions c) {
        long steps = c.steps();
        double rate = c.setting().get("rate");
        Network encoder = Network.encoder(c.filters(), c.seed());
        Adam adam = new Adam((int t) -> (float) (t > 0.7 * steps ? rate / 10 : rate));
        PreTraining training = new PreTraining(head, encoder, c.classes(), images(c.setting()), adam, c.seed());
        PrototypicalNetwork centroid = PrototypicalNetwork.of(encoder);
        Supplier<List<FewShotLearner>> learners = head == Head.LINEAR
                ? () -> List.of(centroid, centroid.with(BatchNormMode.TRANSDUCTIVE))
                : () -> List.of(FineTuning.ofHead(method, head, encoder, PASSES, c.setting().get("head"), c.seed()));
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder), learners, number -> training.step(), steps,
                List.of(training), List.of(training, adam));
    }

    private static Contestant simpleShot(Contest contest, String method, Conditions c) {
        Contestant trained = contest.contestant(CENTROID, 0);
        return trained.answering(method, () -> List.of(SimpleShot.of(trained.network(0), c.classes())));
    }

    private static Contestant baseline(Contest contest, String method, Conditions c) {
        Contestant trained = contest.contestant(CENTROID, 0);
        FineTuning head = FineTuning.ofHead(method, Head.LINEAR, trained.network(0), PASSES, c.setting().get("rate"), c.seed());
        return trained.answering(method, () -> List.of(head.fromCentroids(method, c.setting().get("temperature"))));
    }
}
