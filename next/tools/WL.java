import ai.djl.nn.Blocks;
import fewshot.compare.*; import fewshot.data.*; import fewshot.episode.*; import fewshot.evaluate.*; import fewshot.gradient.*;
import fewshot.method.*; import fewshot.method.memory.*; import fewshot.method.metric.*; import fewshot.model.*; import fewshot.model.attention.*; import fewshot.train.*; import fewshot.show.*;
import java.util.*; import java.util.function.*; import java.util.stream.*;
public class WL {
  interface Tasks { List<Episode> at(long step); }
  static boolean hard=Boolean.getBoolean("hard"); static long seed=Long.getLong("seed",2026); static ExampleSet train, validation; static Network eyes;
  static Episode misled(Episode e, int wrong) { int s=5;
    int[] labels = IntStream.range(0, s*e.way()).map(i -> (i / s + (i % s < wrong ? 1 : 0)) % e.way()).toArray();
    return new Episode(e.support(), labels, e.query(), e.queryLabels(), e.classNames()); }
  static Episode muddled(Episode e) { SplittableRandom luck = new SplittableRandom(Arrays.hashCode(e.classNames())); int[] labels=e.supportLabels().clone();
    for (int k=0;k<e.way();k++){ int other=(k+1+luck.nextInt(e.way()-1))%e.way(); Arrays.fill(labels,5*k,5*k+luck.nextInt(3),other);} return new Episode(e.support(),labels,e.query(),e.queryLabels(),e.classNames()); }
  /** up to two of five wrong, sizes kept: per round, classes in a random cycle, each hands its label to the one before */
  static Episode cycled(Episode e) { SplittableRandom luck = new SplittableRandom(Arrays.hashCode(e.classNames())); int[] labels=e.supportLabels().clone();
    for (int round=0; round<2; round++) { int[] order=IntStream.range(0,e.way()).boxed().sorted(Comparator.comparingDouble(i->0)).mapToInt(i->i).toArray(); for(int i=order.length-1;i>0;i--){int j=luck.nextInt(i+1); int t=order[i]; order[i]=order[j]; order[j]=t;}
      int some=hard && luck.nextBoolean() ? e.way() : luck.nextInt(e.way()+1); if (some<2) continue; for (int i=0;i<some;i++) labels[5*order[i]+round]=order[(i+1)%some]; }
    return new Episode(e.support(),labels,e.query(),e.queryLabels(),e.classNames()); }
  static Tasks of(int way,int shot,UnaryOperator<Episode> told,int... parts){ EpisodeSampler from=new EpisodeSampler(train,way,shot,5,seed+way+shot).uneven(parts); return n->from.batch(n,32).stream().map(told).toList(); }
  public static void main(String[] a) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    Split split = Datasets.omniglotOrGlyphs().withRotations();
    Network encoder = TrainAll.settings(Profile.TUTORIAL).trained(split, "pre-training, nearest centroid", 0).network(0);
    train=Embedded.of(encoder, split.train()); validation=Embedded.of(encoder, split.validation());
    eyes=new Network(Blocks.identityBlock(), encoder.output(), seed, encoder.manager().getDevice());
    FewShotLearner centroid=PrototypicalNetwork.of(eyes);
    Map<String,List<Tasks>> plans=new LinkedHashMap<>();
    Tasks t20=of(20,1,e->e,1), u5=of(5,1,e->e,1,1,2,3,5), u20=of(20,1,e->e,1,1,1,3), t5=of(5,1,e->e,1), t103=of(10,3,e->e,1);
    plans.put("V0", List.of(t20,u5,t20,of(10,5,WL::muddled,1),u20,t5,t103,of(5,5,WL::muddled,1)));
    plans.put("V1", List.of(t20,of(5,5,WL::cycled,1),u5,of(10,5,WL::cycled,1),u20,of(5,5,WL::cycled,1),t5,of(10,5,WL::muddled,1)));
    plans.put("V3", List.of(of(5,5,WL::cycled,1),of(10,5,WL::cycled,1)));
    plans.put("V4", List.of(t20,of(5,5,WL::cycled,1),u5,of(10,5,WL::cycled,1),t20,of(5,5,WL::cycled,1),t5,of(10,5,WL::cycled,1)));
    plans.put("V5", List.of(t20,of(5,5,WL::cycled,1),u5,of(10,5,WL::cycled,1),t5,of(5,5,WL::cycled,1),u20,of(10,5,WL::cycled,1)));
    plans.put("V6", List.of(t20,of(5,5,WL::cycled,1),u5,of(10,5,WL::cycled,1),u20,of(5,5,WL::cycled,1),u5,of(10,5,WL::cycled,1)));
    plans.put("V7", List.of(t20,of(5,5,WL::cycled,1),u5,of(10,5,WL::cycled,1),t5,of(5,5,WL::cycled,1),u20,u5));
    int steps=Integer.parseInt(a[1]); int layers=Integer.parseInt(a[2]);
    for (String name: a[0].split(",")) { List<Tasks> kinds=plans.get(name);
      Network net=InContextTransformer.network(new InContextTransformer(20,64,4,layers),32,seed,eyes.manager().getDevice());
      GradientDescent down=new GradientDescent(List.of(net),Adam.warmed(6e-3,100,steps),1); InContextLearner who=InContextLearner.of(eyes,net,down);
      Training t=new Training(n->who.step(kinds.get((int)(n%kinds.size())).at(n))); t.until(steps);
      System.out.printf("%s %d layers: %s%n",name,layers,t);
      String line="";
      for (String as: List.of("1","2","cycled","3","even51","even201","uneven")) { List<Episode> es= as.equals("even51")? new EpisodeSampler(validation,5,1,15,seed+1).batch(0,300) : as.equals("even201")? new EpisodeSampler(validation,20,1,15,seed+1).batch(0,100) : as.equals("uneven")? new EpisodeSampler(validation,5,1,15,seed+3).uneven(5,1,1,1,1).batch(0,300) :
          new EpisodeSampler(validation,5,5,15,seed+1).batch(0,300).stream().map(e-> as.equals("cycled")? cycled(e): as.equals("muddled")? muddled(e): misled(e,Integer.parseInt(as))).toList();
        Score s=Evaluator.evaluate(who,es), c=Evaluator.evaluate(centroid,es); System.out.printf("   %s: %.1f less centroid %s%n",as,s.mean(),s.minus(c).interval()); }
    } } }
