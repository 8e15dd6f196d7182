import com.fasterxml.jackson.databind.*; import com.fasterxml.jackson.databind.node.*; import fewshot.show.draw.*; import java.nio.file.*;
/** Names at lines' ends placed anew, pictures drawn anew, both by the library as it is; writes what changed. */
public class Relabel2 { public static void main(String[] a) throws Exception { ObjectMapper m=new ObjectMapper(); for (String f: a) { JsonNode nb=m.readTree(Path.of(f).toFile()); ArrayNode out=m.createArrayNode(); int same=0;
  int ci=0; for (JsonNode c: nb.get("cells")) { int oi=0; for (JsonNode o: c.path("outputs")) { JsonNode d=o.path("data"); if (d.has("application/vnd.plotly.v1+json") && d.has("image/png")) {
    ObjectNode fig=(ObjectNode) d.get("application/vnd.plotly.v1+json").deepCopy(); JsonNode lay=fig.get("layout"); String before=lay.toString();
    if (!lay.path("annotations").isEmpty() && !fig.has("frames") && !lay.has("sliders")) EndLabels.write(fig);
    boolean moved=!before.equals(fig.get("layout").toString()); Object png=new PlotlyFigure(fig.deepCopy()).bundle().data().get("image/png");
    if (png!=null && (moved || !d.get("image/png").asText().strip().equals(png.toString().strip()))) { ObjectNode r=out.addObject().put("cell",ci).put("output",oi).put("png",png.toString()); if (moved) r.set("layout",fig.get("layout")); } else same++; }
    oi++; } ci++; } Files.writeString(Path.of(f+".json"), m.writeValueAsString(out)); System.out.println(f+" "+out.size()+" changed, "+same+" same"); } } }
