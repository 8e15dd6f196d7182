import com.fasterxml.jackson.databind.*; import com.fasterxml.jackson.databind.node.*; import fewshot.show.draw.*; import java.nio.file.*;
public class Relabel { public static void main(String[] a) throws Exception { ObjectMapper m=new ObjectMapper(); JsonNode nb=m.readTree(Path.of(a[0]).toFile()); ArrayNode out=m.createArrayNode();
  int ci=0; for (JsonNode c: nb.get("cells")) { int oi=0; for (JsonNode o: c.path("outputs")) { JsonNode d=o.path("data"); if (d.has("application/vnd.plotly.v1+json") && d.has("image/png")) {
    ObjectNode fig=(ObjectNode) d.get("application/vnd.plotly.v1+json").deepCopy(); JsonNode lay=fig.get("layout");
    if (!lay.path("annotations").isEmpty() && !fig.has("frames") && !lay.has("sliders")) { String before=lay.get("annotations").toString(); EndLabels.write(fig); String now=fig.get("layout").get("annotations").toString();
      if (!before.equals(now)) { ObjectNode r=out.addObject().put("cell",ci).put("output",oi).put("png",new PlotlyFigure(fig).bundle().data().get("image/png").toString()); r.set("annotations",fig.get("layout").get("annotations")); } } }
    oi++; } ci++; } Files.writeString(Path.of(a[1]), m.writeValueAsString(out)); } }
