package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.evaluate.RocCurve;
import fewshot.show.draw.Bundle;
import fewshot.gradient.Step;
import fewshot.train.Training;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TextViewsTest {
    @Test
    void aTableIsRenderedWithItsNumbersToTheRightItsMissingCellsEmptyAndItsTextEscaped() {
        Table table = Table.create("t").addColumns(StringColumn.create("a<b", "x & y", "z"), DoubleColumn.create("v", 1.5, Double.NaN));
        String html = (String) Bundle.of(table).data().get("text/html");
        assertTrue(html.contains("<th scope=\"col\" style=\"text-align:left\">a&lt;b</th>"), html);
        assertTrue(html.contains("<td style=\"text-align:left\">x &amp; y</td><td style=\"text-align:right\">1.5</td>"), html);
        assertTrue(html.contains("<td style=\"text-align:left\">z</td><td style=\"text-align:right\"></td>"), html);
    }

    @Test
    void aTableThatHasANameShowsItAboveItsRows() {
        Table named = Table.create("5 ways, <± over seeds>").addColumns(DoubleColumn.create("v", 1));
        Table unnamed = Table.create().addColumns(DoubleColumn.create("v", 1));

        String html = (String) Bundle.of(named).data().get("text/html");
        assertTrue(html.startsWith("<table>\n<caption"), html);
        assertTrue(html.contains(">5 ways, &lt;± over seeds&gt;</caption>\n<thead>"), html);
        assertFalse(((String) Bundle.of(unnamed).data().get("text/html")).contains("caption"));
    }

    @Test
    void aLongTableSaysHowMuchOfItIsShown() {
        Table table = Table.create("t").addColumns(DoubleColumn.create("v", new double[100]));
        String html = (String) Bundle.of(table).data().get("text/html");
        assertEquals(61, html.split("<tr>", -1).length - 1);
        assertTrue(html.endsWith("<p>The first 60 of 100 rows.</p>"), html.substring(html.length() - 60));
    }

    @Test
    void progressSaysHowFarHowFastAndWhatElse() {
        Progress progress = new Progress("training", 200);
        progress.update(50, "loss 0.5");
        assertTrue(progress.line().matches("training 50/200, 25 %, [0-9.]+/s, .+ left, loss 0\\.5"), progress.line());
        progress.update(200, "");
        assertTrue(progress.line().matches("training 200/200, 100 %, [0-9.]+/s, in \\d+ s"), progress.line());
    }

    @Test
    void whatIsPrintedSaysWhatItIsAndIsShort() {
        assertEquals("Captions", new Bundle(Map.of("text/plain", "Captions", "image/png", "iVBORw0KGgo")).toString());
        assertTrue(new Progress("training", 200).toString().startsWith("training 0/200"));
        assertEquals("progress and curve of MAML", new TrainingView("MAML", 20).toString());
        assertEquals("ROC curve of 3 points, area 1.000", RocCurve.of(new double[] {2, 1}, new boolean[] {true, false}).toString());
    }

    /** What is asked may be classes, tasks or tables. */
    @Test
    void aTrainingsCurveSaysThatItIsOfTheValidationAndNotOfWhat() {
        Training training = new Training(() -> new Step(1, 0.5)).validate(2, () -> 50);
        training.until(6);
        String text = new TrainingView("MAML", 20).chart(training).toString();
        assertTrue(text.contains(", validation accuracy (%) against step: MAML, line through "), text);
    }

    @Test
    void timesAreSaidInTheUnitThatFits() {
        assertEquals("59 s", Progress.duration(59.4));
        assertEquals("4 min 12 s", Progress.duration(252));
        assertEquals("1 h 1 min", Progress.duration(3660));
    }
}
