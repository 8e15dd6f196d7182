import ai.djl.ndarray.*; import ai.djl.ndarray.types.*;
import fewshot.data.*; import fewshot.episode.*; import fewshot.episode.table.*; import fewshot.episode.table.MadeUpTables.*;
import fewshot.gradient.*; import fewshot.method.memory.*; import fewshot.model.*; import fewshot.model.attention.*; import fewshot.train.*; import fewshot.evaluate.*;
import java.nio.file.*; import java.util.*; import java.util.stream.*;
import org.tribuo.*; import org.tribuo.classification.*; import org.tribuo.classification.sgd.linear.LinearSGDTrainer; import org.tribuo.classification.sgd.objectives.LogMulticlass; import org.tribuo.impl.ArrayExample; import org.tribuo.math.optimisers.AdaGrad; import org.tribuo.provenance.SimpleDataSourceProvenance;
public class Tab3 {
  static ExampleSet read(Path p) throws Exception { Map<String,List<float[]>> rows=new TreeMap<>(); int d=0;
    for (String l: Files.readAllLines(p)) { String[] w=l.split(" "); float[] x=new float[w.length-1]; for(int i=1;i<w.length;i++) x[i-1]=Float.parseFloat(w[i]); d=x.length; rows.computeIfAbsent(w[0],k->new ArrayList<>()).add(x);}    
    int n=rows.values().stream().mapToInt(List::size).sum(); float[] v=new float[n*d]; int at=0; for (var l: rows.values()) for (float[] x:l){System.arraycopy(x,0,v,at,d); at+=d;}
    return ExampleSet.of(p.getFileName().toString().replace(".txt",""), Examples.floats(v,d), List.copyOf(rows.keySet()), rows.values().stream().mapToInt(List::size).toArray()); }
  static double lr(Episode e) { Episode t=StandardisedTable.of(e); var prov=new SimpleDataSourceProvenance("t",new LabelFactory()); MutableDataset<Label> ds=new MutableDataset<>(prov,new LabelFactory());
    for(int i=0;i<t.support().size();i++) ds.add(ex(t.support(),i,t.supportLabels()[i])); var m=new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1,0.1),100,1000,1,2022).train(ds); int ok=0;
    for(int i=0;i<t.query().size();i++) if(m.predict(ex(t.query(),i,0)).getOutput().getLabel().equals(""+t.queryLabels()[i])) ok++; return 100.0*ok/t.query().size(); }
  static ArrayExample<Label> ex(Examples r,int i,int k){ int d=r.length(); String[] n=new String[d]; double[] v=new double[d]; float[] f=r.floats(); for(int j=0;j<d;j++){n[j]="c"+j; v[j]=f[i*d+j];} return new ArrayExample<>(new Label(""+k),n,v); }

  static int right(double[][] p, Episode t) { int ok=0; for (int q=0;q<p.length;q++){ int b=0; for(int k=1;k<p[q].length;k++) if(p[q][k]>p[q][b]) b=k; if(b==t.queryLabels()[q]) ok++; } return ok; }
  static double[] rates(PriorFittedNetwork many, InContextLearner one, Episode t, int L) {
    double[] sh=many.shares(t); double[][] vote=null,plain=null,all=null;
    try (NDManager m=NDManager.newBaseManager()) { for(int l=0;l<L;l++){ float[] f; try (NDManager s=m.newSubManager()) { f=one.logits(s,many.prepared(t,l)).softmax(1).toFloatArray(); } int w=t.way(); if(vote==null){vote=new double[f.length/w][w];plain=new double[f.length/w][w];all=new double[f.length/w][w];}
      for(int i=0;i<f.length;i++){ if(l<16){vote[i/w][i%w]+=sh[l]*f[i]; plain[i/w][i%w]+=f[i];} all[i/w][i%w]+=f[i]; } } }
    double n=t.query().size()/100.0; return new double[]{right(vote,t)/n,right(plain,t)/n,right(all,t)/n,lr(t)}; }
  public static void main(String[] a) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    int steps=Integer.parseInt(a[0]); long seed=2022; int places=64; Path file=Path.of(a[1]); String where=a[2]; int L=Integer.parseInt(a[3]); int[] rows=a[4].equals("both")?new int[]{16,64}:new int[]{Integer.parseInt(a[4])};
    Network net=InContextTransformer.network(new InContextTransformer(10,64,4,Integer.parseInt(System.getProperty("layers","3"))), places, seed, ai.djl.Device.cpu());
    if (Files.exists(file)) net.load(file); else {
      MadeUpTables prior=new MadeUpTables(new Size(2,2,10,32), new Size(places,10,Integer.parseInt(System.getProperty("most","128")),48), seed), easy=new MadeUpTables(new Size(2,2,8,16), new Size(places,8,24,16), seed).of(Origin.FAR_GROUPS);
      Adam adam=Adam.warmed(2e-3,100,steps); GradientDescent d=new GradientDescent(List.of(net),adam,1); PriorFittedNetwork once=PriorFittedNetwork.of(net,1,d); long t0=System.nanoTime();
      for(int n=0;n<steps;n++){ once.step((n<600?easy:prior).batch(n,16)); if(n%1000==0) System.out.println(n+" "+(System.nanoTime()-t0)/1e9); }
      System.out.println("trained "+(System.nanoTime()-t0)/1e9); net.save(file); }
    PriorFittedNetwork many=PriorFittedNetwork.of(net,16,GradientDescent.none()); InContextLearner one=Access.of(net);
    for (int n: rows) { double[] mean=new double[4]; List<Double> gap=new ArrayList<>(); double[] gaps=new double[20]; int c=0;
      List<ExampleSet> ts=new ArrayList<>(); if (where.endsWith("vt")) { try(var s=Files.list(Path.of(where))){ for(Path p: s.sorted().toList()) ts.add(read(p)); } } else for (String name: where.split(",")) ts.add(Tables.find(name).map(Tables::read).orElseThrow());
      for (ExampleSet t: ts) { if (t.size()<=n) continue; c++; double[] sum=new double[4]; List<Episode> es=new TableSplits(t,n,200,where.endsWith("vt")?7:2022).first(20); int k=0; for(Episode e: es){ double[] r=rates(many,one,e,L); for(int i=0;i<4;i++) sum[i]+=r[i]/20; gaps[k++]+=r[2]-r[3]; }
        System.out.printf("%-14s %d: vote %.2f plain %.2f all %d %.2f lr %.2f%n",t.name(),n,sum[0],sum[1],L,sum[2],sum[3]); for(int i=0;i<4;i++) mean[i]+=sum[i]; }
      int cc=c; System.out.printf("MEAN %d: vote %.2f plain %.2f all %.2f lr %.2f; all less lr %s%n",n,mean[0]/c,mean[1]/c,mean[2]/c,mean[3]/c, Interval.of(Arrays.stream(gaps).map(g->g/cc).toArray())); }
    if (where.endsWith("vt")) for (int[] s: new int[][]{{4,3},{16,4},{30,2},{64,10}}) { double[] sum=new double[4]; for(int i=0;i<40;i++){ Episode e=MadeUpTables.table(50_000+i,Origin.values()[1+i%3],new Size(s[0],s[1],64,100)); double[] r=rates(many,one,e,16); for(int j=0;j<4;j++) sum[j]+=r[j]/40; }
        System.out.printf("made-up %d columns %d classes: vote %.2f plain %.2f lr %.2f%n",s[0],s[1],sum[0],sum[1],sum[3]); }
  }
}
