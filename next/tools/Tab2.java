import ai.djl.ndarray.*; import ai.djl.ndarray.types.*;
import fewshot.data.*; import fewshot.episode.*; import fewshot.episode.table.*; import fewshot.episode.table.MadeUpTables.*;
import fewshot.gradient.*; import fewshot.method.memory.*; import fewshot.model.*; import fewshot.model.attention.*; import fewshot.train.*; import fewshot.evaluate.*;
import java.nio.file.*; import java.util.*; import java.util.stream.*;
import org.tribuo.*; import org.tribuo.classification.*; import org.tribuo.classification.sgd.linear.LinearSGDTrainer; import org.tribuo.classification.sgd.objectives.LogMulticlass; import org.tribuo.impl.ArrayExample; import org.tribuo.math.optimisers.AdaGrad; import org.tribuo.provenance.SimpleDataSourceProvenance;
public class Tab2 {
  static ExampleSet read(Path p) throws Exception { Map<String,List<float[]>> rows=new TreeMap<>(); int d=0;
    for (String l: Files.readAllLines(p)) { String[] w=l.split(" "); float[] x=new float[w.length-1]; for(int i=1;i<w.length;i++) x[i-1]=Float.parseFloat(w[i]); d=x.length; rows.computeIfAbsent(w[0],k->new ArrayList<>()).add(x);}    
    int n=rows.values().stream().mapToInt(List::size).sum(); float[] v=new float[n*d]; int at=0; for (var l: rows.values()) for (float[] x:l){System.arraycopy(x,0,v,at,d); at+=d;}
    return ExampleSet.of(p.getFileName().toString().replace(".txt",""), Examples.floats(v,d), List.copyOf(rows.keySet()), rows.values().stream().mapToInt(List::size).toArray()); }
  static double lr(Episode e) { Episode t=StandardisedTable.of(e); var prov=new SimpleDataSourceProvenance("t",new LabelFactory()); MutableDataset<Label> ds=new MutableDataset<>(prov,new LabelFactory());
    for(int i=0;i<t.support().size();i++) ds.add(ex(t.support(),i,t.supportLabels()[i])); var m=new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1,0.1),100,1000,1,2022).train(ds); int ok=0;
    for(int i=0;i<t.query().size();i++) if(m.predict(ex(t.query(),i,0)).getOutput().getLabel().equals(""+t.queryLabels()[i])) ok++; return 100.0*ok/t.query().size(); }
  static ArrayExample<Label> ex(Examples r,int i,int k){ int d=r.length(); String[] n=new String[d]; double[] v=new double[d]; float[] f=r.floats(); for(int j=0;j<d;j++){n[j]="c"+j; v[j]=f[i*d+j];} return new ArrayExample<>(new Label(""+k),n,v); }
  static double[] CAUTION={1,3,8,20,1e9}; static double[] fit(double[] x,double[] y,int d){ var f=org.apache.commons.math3.fitting.PolynomialCurveFitter.create(d); var o=new org.apache.commons.math3.fitting.WeightedObservedPoints(); for(int i=0;i<x.length;i++) o.add(x[i],Math.max(y[i],-200)); double[] c=f.fit(o.toList()); double[] r=new double[x.length]; double m=-1e9; for(int i=0;i<x.length;i++){ for(int k=0;k<=d;k++) r[i]+=c[k]*Math.pow(x[i],k); m=Math.max(m,r[i]); } for(int i=0;i<x.length;i++) r[i]-=m; return r; } 
  static double[] rates(PriorFittedNetwork many, InContextOne one, Episode t) throws Exception {
    double[] sh=many.shares(t); int L=sh.length; double[][][] p=new double[L][][];
    try (NDManager m=NDManager.newBaseManager()) { for(int l=0;l<L;l++){ NDArray a=one.logits(m,many.prepared(t,l)).softmax(1); float[] f=a.toFloatArray(); int w=t.way(); p[l]=new double[t.query().size()][w]; for(int i=0;i<f.length;i++) p[l][i/w][i%w]=f[i]; } }
    double[] S=new double[L]; for(int l=0;l<L;l++) S[l]=3*Math.log(Math.max(1e-300,sh[l])); double[] u=Access.logs(t,L); double[] Q=fit(u,S,2), Li=fit(u,S,1);
    double[] r=new double[3*CAUTION.length]; for(int v=0;v<r.length;v++){ int c=v%CAUTION.length; double[] W=v/CAUTION.length==0?S:v/CAUTION.length==1?Q:Li; int ok=0; for(int q=0;q<t.query().size();q++){ double[] s=new double[t.way()]; for(int l=0;l<L;l++) for(int k=0;k<s.length;k++) s[k]+=Math.exp(W[l]/CAUTION[c])*p[l][q][k]; int b=0; for(int k=1;k<s.length;k++) if(s[k]>s[b]) b=k; if(b==t.queryLabels()[q]) ok++; } r[v]=100.0*ok/t.query().size(); }
    return r; }
  interface InContextOne { NDArray logits(NDManager m, Episode prepared); }
  public static void main(String[] a) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    int steps=Integer.parseInt(a[0]); long seed=2022; int places=64;
    Network net=InContextTransformer.network(new InContextTransformer(Integer.parseInt(System.getProperty("labels","10")), 64, 4, Integer.parseInt(System.getProperty("layers","3"))), places, seed, ai.djl.Device.cpu());
    System.out.println(net);
    Path file=Path.of(a[1]);
    if (Files.exists(file)) net.load(file); else {
      MadeUpTables prior=new MadeUpTables(new Size(2,2,10,32), new Size(places,10,128,48), seed), easy=new MadeUpTables(new Size(2,2,8,16), new Size(places,8,24,16), seed).of(Origin.FAR_GROUPS);
      Adam adam=Adam.warmed(2e-3,100,steps); GradientDescent d=new GradientDescent(List.of(net),adam,1); PriorFittedNetwork once=PriorFittedNetwork.of(net,1,d); long t0=System.nanoTime();
      for(int n=0;n<steps;n++){ once.step((n<600?easy:prior).batch(n,16)); if(n%1000==0) System.out.println(n+" "+(System.nanoTime()-t0)/1e9); }
      net.save(file); }
    PriorFittedNetwork many=PriorFittedNetwork.of(net,16,GradientDescent.none());
    InContextLearner icl=a.length>2?null:null; InContextLearner icx=Access.of(net); InContextOne one=icx::logits;
    for (int n : new int[]{16,64}) { double[] all=new double[3*CAUTION.length+1]; int c=0;
      List<ExampleSet> ts=new ArrayList<>(); try(var s=Files.list(Path.of("SCRATCH/tab/vt"))){ for(Path p: s.sorted().toList()) ts.add(read(p)); }
      for (ExampleSet t: ts) { double[] sum=new double[3*CAUTION.length+1]; List<Episode> es=new TableSplits(t,n,200,7).first(20); for(Episode e: es){ double[] r=rates(many,one,e); for(int i=0;i<r.length;i++) sum[i]+=r[i]/20; sum[r.length]+=lr(e)/20; }
        System.out.printf("%-8s %d: %s%n",t.name(),n,Arrays.stream(sum).mapToObj("%.2f"::formatted).collect(Collectors.joining(" "))); for(int i=0;i<all.length;i++) all[i]+=sum[i]/ts.size(); }
      System.out.println("MEAN "+n+": "+Arrays.stream(all).mapToObj("%.2f"::formatted).collect(Collectors.joining(" ")));
      for (int[] s: new int[][]{{4,3},{16,4},{30,2},{64,10}}) { double[] sum=new double[3*CAUTION.length+1]; for(int i=0;i<40;i++){ Episode e=MadeUpTables.table(50_000+i,Origin.values()[1+i%3],new Size(s[0],s[1],n,100)); double[] r=rates(many,one,e); for(int j=0;j<r.length;j++) sum[j]+=r[j]/40; sum[r.length]+=lr(e)/40; }
        System.out.printf("made-up %d columns %d classes %d: %s%n",s[0],s[1],n,Arrays.stream(sum).mapToObj("%.2f"::formatted).collect(Collectors.joining(" "))); }
    }
  }
}
