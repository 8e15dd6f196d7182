package fewshot.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is chosen for a method beside its budget: numbers by name, such as {@code rate 0.001, way 60}.
 *
 * @param values in the order in which they are told
 */
public record Setting(Map<String, Double> values) {
    /** Nothing to choose. */
    public static final Setting NONE = new Setting(Map.of());

    /** Keeps the order. */
    public Setting {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** One number. */
    public static Setting of(String name, double value) {
        return NONE.with(name, value);
    }

    /** The same with one number more, or another one. */
    public Setting with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Setting(more);
    }

    /** The same without some numbers. */
    Setting without(Set<String> names) {
        Map<String, Double> fewer = new LinkedHashMap<>(values);
        fewer.keySet().removeAll(names);
        return new Setting(fewer);
    }

    /** Each value of one number with each of another: {@code a.size() × b.size()} settings, the first of both first. */
    public static List<Setting> grid(String one, List<Double> a, String other, List<Double> b) {
        List<Setting> all = new ArrayList<>();
        a.forEach(x -> b.forEach(y -> all.add(of(one, x).with(other, y))));
        return all;
    }

    /**
     * A number.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Setting: there is no " + name + " in '" + this + "'");
        }
        return value;
    }

    /** A number, or another one where there is none of that name. */
    public double orElse(String name, double other) {
        return values.getOrDefault(name, other);
    }

    /** A whole number. */
    public int whole(String name) {
        return (int) Math.round(get(name));
    }

    /**
     * Reads what {@link #toString} says.
     *
     * @throws IllegalArgumentException if it is no setting
     */
    public static Setting parse(String text) {
        Setting setting = NONE;
        for (String part : text.isBlank() ? new String[0] : text.split(", ")) {
            int space = part.lastIndexOf(' ');
            if (space < 1) {
                throw new IllegalArgumentException("Setting: '" + part + "' is not a name and a number, such as rate 0.001");
            }
            setting = setting.with(part.substring(0, space), Double.parseDouble(part.substring(space + 1)));
        }
        return setting;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(text.isEmpty() ? "" : ", ").append(name).append(' ')
                .append(value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value)));
        return text.toString();
    }
}
