package fewshot.show.draw;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One colour for each method in the whole suite, from the palette of Okabe and Ito (2008), which colour-blind readers can
 * tell apart; prototypes, queries and shots have a style of their own too. Another name takes the style of its place in the
 * plot, unless the chart gives it a colour. Dashes and markers differ too, so that a grey print can be read.
 */
public final class Palette {
    private static final String BLACK = "#000000";
    private static final String ORANGE = "#E69F00";
    private static final String SKY = "#56B4E9";
    private static final String GREEN = "#009E73";
    private static final String BLUE = "#0072B2";
    private static final String VERMILION = "#D55E00";
    private static final String PURPLE = "#CC79A7";
    private static final String GREY = "#7F7F7F";
    private static final List<String> COLOURS = List.of(BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY);
    private static final List<String> DASHES = List.of("solid", "dash", "dot", "dashdot");
    private static final List<String> SYMBOLS = List.of("circle", "square", "diamond", "triangle-up", "cross", "x");

    private static final Map<String, Style> METHODS = Map.ofEntries(
            Map.entry("pre-training", new Style(BLACK, "solid", "circle")),
            Map.entry("SimpleShot", new Style(BLUE, "dot", "diamond")),
            Map.entry("Baseline", new Style(ORANGE, "dot", "diamond")),
            Map.entry("Baseline++", new Style(ORANGE, "dashdot", "triangle-up")),
            Map.entry("fine-tuning", new Style(BLACK, "dot", "x")),
            Map.entry("Prototypical", new Style(BLUE, "solid", "circle")),
            Map.entry("Siamese", new Style(ORANGE, "solid", "square")),
            Map.entry("Relation", new Style(GREEN, "solid", "diamond")),
            Map.entry("Matching", new Style(SKY, "solid", "triangle-up")),
            Map.entry("Matching + FCE", new Style(SKY, "dash", "square")),
            Map.entry("GRU", new Style(PURPLE, "solid", "circle")),
            Map.entry("LSTM", new Style(PURPLE, "dash", "square")),
            Map.entry("NTM", new Style(BLACK, "solid", "diamond")),
            Map.entry("MANN", new Style(BLACK, "dash", "triangle-up")),
            Map.entry("Transformer", new Style(GREEN, "dash", "triangle-up")),
            Map.entry("In-context", new Style(SKY, "dot", "diamond")),
            Map.entry("Prior-fitted", new Style(BLUE, "dash", "circle")),
            Map.entry("logistic regression", new Style(VERMILION, "dot", "square")),
            Map.entry("random forest", new Style(GREEN, "dot", "triangle-up")),
            Map.entry("nearest neighbour", new Style(GREY, "solid", "diamond")),
            Map.entry("MAML", new Style(VERMILION, "solid", "circle")),
            Map.entry("FOMAML", new Style(VERMILION, "dash", "square")),
            Map.entry("Meta-SGD", new Style(VERMILION, "dot", "diamond")),
            Map.entry("TAML", new Style(VERMILION, "dashdot", "triangle-up")),
            Map.entry("ANIL", new Style(ORANGE, "dash", "cross")),
            Map.entry("BOIL", new Style(ORANGE, "dot", "x")),
            Map.entry("ProtoMAML", new Style(BLUE, "dashdot", "diamond")),
            Map.entry("MAML++", new Style(SKY, "dashdot", "circle")),
            Map.entry("Reptile", new Style(GREEN, "dash", "x")),
            Map.entry("LSTM meta-learner", new Style(PURPLE, "dashdot", "cross")),
            Map.entry("learned optimiser", new Style(PURPLE, "solid", "diamond")),
            Map.entry("Adam", new Style(BLUE, "dash", "square")),
            Map.entry("momentum", new Style(GREEN, "dot", "triangle-up")),
            Map.entry("SGD", new Style(GREY, "dashdot", "cross")),
            Map.entry("modified Hausdorff", new Style(GREY, "dash", "square")),
            Map.entry("pixel nearest neighbour", new Style(GREY, "solid", "diamond")),
            Map.entry("chance", new Style(GREY, "dot", "x")),
            Map.entry("calibrated", new Style(GREY, "dot", "x")), // what one compares with, as chance is
            Map.entry("prototypes", new Style(BLACK, "solid", "x")),
            Map.entry("query", new Style(BLACK, "solid", "circle")),
            Map.entry("1-shot", new Style(BLACK, "dash", "square")),
            Map.entry("5-shot", new Style(BLACK, "solid", "circle")));

    private Palette() {}

    /**
     * How a series looks.
     *
     * @param colour as {@code #rrggbb}
     * @param dash Plotly's name of a line pattern
     * @param symbol Plotly's name of a marker
     */
    public record Style(String colour, String dash, String symbol) {
        /** This one, or if one of some others has its colour and dashes, in its colour with dashes and a marker that none of them has. */
        public Style unlike(List<Style> others) {
            return Stream.concat(Stream.of(this), DASHES.stream().map(d -> new Style(colour, d, SYMBOLS.get((SYMBOLS.indexOf(symbol) + 1 + DASHES.indexOf(d))
                            % SYMBOLS.size()))))
                    .filter(style -> others.stream().noneMatch(o -> o.colour.equals(style.colour) && o.dash.equals(style.dash)))
                    .findFirst().orElse(this);
        }

        /** The colour of a bar, which has no dashes: the paler, the more broken its line would be; never black, as its interval is. */
        String fill() {
            double share = switch (dash) {
                case "dash" -> 0.5;
                case "dot" -> 0.3;
                case "dashdot" -> 0.7;
                default -> 1;
            };
            return paler(colour, BLACK.equals(colour) ? 0.6 * share : share);
        }

        /** So much of a colour on white. */
        static String paler(String colour, double share) {
            int rgb = Integer.parseInt(colour.substring(1), 16);
            return String.format(Locale.ROOT, "#%02X%02X%02X", paler(rgb >> 16, share), paler(rgb >> 8 & 255, share), paler(rgb & 255, share));
        }

        private static int paler(int part, double share) {
            return (int) Math.round(255 - share * (255 - part));
        }
    }

    /**
     * The style of a method of the suite; a variant after a comma has its method's colour and another dash and marker. Any other
     * name has always the same style, one of the eight colours.
     */
    public static Style of(String name) {
        return of(name, Math.floorMod(name.hashCode(), COLOURS.size()));
    }

    /** Whether a colour, red, green and blue in its lower 24 bits, is one of the eight. */
    static boolean has(int rgb) {
        return COLOURS.stream().anyMatch(colour -> Integer.decode(colour) == (rgb & 0xFFFFFF));
    }

    /** Whether a name is that of a method of the suite with something behind a comma. */
    public static boolean isVariant(String name) {
        return !METHODS.containsKey(name) && name.indexOf(',') > 0 && METHODS.containsKey(name.substring(0, name.indexOf(',')));
    }

    /** The same, where a name that is no method's takes the style of its place in the plot. */
    public static Style of(String name, int place) {
        Style method = METHODS.get(name);
        if (method != null) {
            return method;
        }
        if (isVariant(name)) {
            Style base = METHODS.get(name.substring(0, name.indexOf(',')));
            return new Style(base.colour, "dash".equals(base.dash) ? "dot" : "dash", "x");
        }
        return new Style(COLOURS.get(place % COLOURS.size()), DASHES.get(place / COLOURS.size() % DASHES.size()),
                SYMBOLS.get(place % SYMBOLS.size()));
    }
}
