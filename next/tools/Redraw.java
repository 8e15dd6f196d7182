import com.fasterxml.jackson.databind.*; import com.fasterxml.jackson.databind.node.*; import fewshot.show.draw.*; import java.nio.file.*;
public class Redraw { public static void main(String[] a) throws Exception { ObjectMapper m=new ObjectMapper(); 
 for (String f: a) { JsonNode nb=m.readTree(Path.of(f).toFile()); int n=0, same=0; StringBuilder out=new StringBuilder();
  java.util.List<String[]> swaps=new java.util.ArrayList<>();
  for (JsonNode c: nb.get("cells")) for (JsonNode o: c.path("outputs")) { JsonNode d=o.path("data"); if (d.has("application/vnd.plotly.v1+json") && d.has("image/png")) {
    ObjectNode fig=(ObjectNode) d.get("application/vnd.plotly.v1+json"); Object png=new PlotlyFigure(fig.deepCopy()).bundle().data().get("image/png"); if(png==null) continue; String old=d.get("image/png").asText(); String now=png.toString(); if(old.strip().equals(now.strip())) same++; else { swaps.add(new String[]{old.strip(), now.strip()}); n++; } } }
  String text=Files.readString(Path.of(f)); for (String[] s: swaps) { if(!text.contains(s[0])) throw new RuntimeException("not found"); text=text.replace(s[0],s[1]); }
  Files.writeString(Path.of(f), text); System.out.println(f+": "+n+" drawn anew, "+same+" the same"); } } }
