import ai.djl.ndarray.*; import ai.djl.ndarray.types.*; import ai.djl.nn.*;
import fewshot.compare.*; import fewshot.data.*; import fewshot.train.*; import fewshot.episode.*; import fewshot.episode.sequence.*; import fewshot.evaluate.*; import fewshot.gradient.*; import fewshot.method.memory.*; import fewshot.model.*; import fewshot.model.memory.*; import fewshot.model.sequence.*; import java.util.*; import java.util.function.*;
public class Late { public static void main(String[] w) throws Exception {
  Split split = Datasets.omniglotOrGlyphs().withRotations();
  Network encoder = TrainAll.settings(Profile.TUTORIAL).trained(split, "Prototypical", 0).network(0);
  NDArray images = EngineArrays.of(encoder.manager(), split.train().spread(500));
  NDArray usual = encoder.forward(images, BatchNormMode.INDUCTIVE), mean = usual.mean(new int[] {0});
  NDArray width = usual.sub(mean).square().mean(new int[] {0}).sqrt().add(1e-3);
  Network eyes = new Network(new SequentialBlock().add(encoder.block()).add(f -> new NDList(f.head().sub(mean).div(width))), encoder.input(), 1, encoder.manager().getDevice());
  ExampleSet train = Embedded.of(eyes, split.train()), val = Embedded.of(eyes, split.validation());
  for (String a : w) { String[] p = a.split(","); // name, rate, shortSteps, shortBatch, longSteps, longBatch, seed
    String n = p[0]; double rate = Double.parseDouble(p[1]); int ss = Integer.parseInt(p[2]), sb = Integer.parseInt(p[3]), ls = Integer.parseInt(p[4]), lb = Integer.parseInt(p[5]); long seed = Long.parseLong(p[6]);
    Network reader = Network.sequence(n.equals("MANN") ? new Mann(200, 128, 40, 4) : new Lstm(200), 37, 5, seed);
    int all = ss + ls; Adam adam = Adam.warmed(rate, 100, all);
    GradientDescent d = new GradientDescent(List.of(reader), adam, 10);
    RecurrentLearner learner = RecurrentLearner.of(reader, d);
    SequenceSampler check = new SequenceSampler(val, 5, 10, 16, 7);
    StringBuilder curve = new StringBuilder(); double sec = 0;
    for (int i = 0; i < all; i++) { long t = System.nanoTime(); learner.step(new SequenceSampler(train, 5, i < ss ? 2 : 10, i < ss ? sb : lb, seed).batch(i)); sec += (System.nanoTime() - t) / 1e9;
      if (i % (all / 12) == 0) curve.append(String.format("%d %.0f; ", i, Evaluator.byInstance(learner::scores, check, 6).get(1).mean())); }
    List<Score> s = Evaluator.byInstance(learner::scores, check, 30);
    System.out.printf("%s %.0f s; %s%n   instances", a, sec, curve); for (int i : new int[] {0,1,2,3,4,9}) System.out.printf(" %.1f", s.get(i).mean());
    System.out.printf("  5w1s %.1f%n", Evaluator.evaluate(learner, new EpisodeSampler(val, 5, 1, 15, 7), 200).mean());
  } } }
