package fewshot.show.draw;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Annotation;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * The labels of a logarithmic axis within two decades, those that have room. XChart writes all from 1 to 9, over each other, or only
 * powers of ten; its own keep their room and are not seen.
 */
final class LogLabels extends Annotation {
    private static final Color UNSEEN = new Color(0, true);
    private static final int APART = 6; // pixels, at the least
    private static final List<Long> ROUNDEST = List.of(1L, 2L, 5L, 3L, 7L, 4L, 6L, 8L, 9L);

    private final boolean across;
    private final Color colour;

    private LogLabels(boolean across, Color colour) {
        super(true);
        this.across = across;
        this.colour = colour;
    }

    /** Writes those of the x axis. */
    static void below(XYChart chart) {
        chart.addAnnotation(new LogLabels(true, chart.getStyler().getXAxisTickLabelsColor()));
        chart.getStyler().setXAxisTickLabelsColor(UNSEEN);
    }

    /** Writes those of the y axis. */
    static void beside(XYChart chart) {
        chart.addAnnotation(new LogLabels(false, chart.getStyler().getYAxisTickLabelsColor()));
        chart.getStyler().setYAxisTickLabelsColor(UNSEEN);
    }

    @Override
    public void paint(Graphics2D pen) {
        double from = across ? getXAxisScreenValueForMin() : getYAxisScreenValueForMin();
        double to = across ? getXAxisScreenValueForMax() : getYAxisScreenValueForMax();
        double edge = (1 - style().getPlotContentSize()) / 2 * (to - from) - 1; // XChart marks no place beyond the data
        List<Double> marked = IntStream.rangeClosed(-30, 30).boxed()
                .flatMap(power -> IntStream.rangeClosed(1, 9).mapToObj(digit -> digit * Math.pow(10, power)))
                .filter(value -> place(value) >= from + edge && place(value) <= to - edge).toList();
        int off = style().getPlotMargin() + style().getAxisTickMarkLength() + style().getAxisTickPadding();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(colour);
        for (double value : roomy(marked, this::place, v -> across ? box(pen, v).getWidth() : box(pen, v).getHeight())) {
            Rectangle2D box = box(pen, value);
            double left = across ? place(value) - box.getWidth() / 2 : getXAxisScreenValueForMin() - off - box.getWidth();
            double top = across ? getYAxisScreenValueForMax() + off : place(value) - box.getHeight() / 2;
            label(pen, value).draw(pen, (float) (left - box.getX()), (float) (top - box.getY()));
        }
    }

    private AxesChartStyler style() {
        return (AxesChartStyler) styler;
    }

    private double place(double value) {
        return across ? getXAxisScreenValue(value) : getYAxisScreenValue(value);
    }

    private Rectangle2D box(Graphics2D pen, double value) {
        return label(pen, value).getBounds();
    }

    /** As XChart writes a number of a logarithmic axis. */
    private TextLayout label(Graphics2D pen, double value) {
        String pattern = value > 1000 || value < 0.001 ? "0E0" : "0.###";
        return new TextLayout(new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(style().getLocale())).format(value),
                style().getAxisTickLabelsFont(), pen.getFontRenderContext());
    }

    /**
     * Those of some numbers whose labels have room: powers of ten first, then 2 and 5 times these, then the others.
     *
     * @param numbers of one digit that is not 0, such as 0.3
     * @param place of a number's label, its middle, in pixels
     * @param length of a label in pixels
     */
    static List<Double> roomy(List<Double> numbers, DoubleUnaryOperator place, DoubleUnaryOperator length) {
        List<Double> kept = new ArrayList<>();
        numbers.stream().sorted(Comparator.comparingInt(LogLabels::rank)).filter(number -> kept.stream().allMatch(
                other -> Math.abs(place.applyAsDouble(number) - place.applyAsDouble(other))
                        >= (length.applyAsDouble(number) + length.applyAsDouble(other)) / 2 + APART)).forEach(kept::add);
        return kept.stream().sorted().toList();
    }

    private static int rank(double number) {
        return ROUNDEST.indexOf(Math.round(number / Math.pow(10, Math.floor(Math.log10(number) + 1e-9))));
    }
}
