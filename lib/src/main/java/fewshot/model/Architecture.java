package fewshot.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBaseBlock;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.SymbolBlock;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a block is made of, beside its weights: of it and of each block inside the class, and the settings that its weights' names and
 * shapes do not tell, such as heads, a stride, an activation and its slope. So a file of weights knows more than where they fit.
 *
 * <p>Settings are numbers, words and shapes that a block keeps in final fields, or DJL's in any, and those that the function of a
 * {@code LambdaBlock} was made with. A transient field is none, and nor is the rate of dropout, which no answer depends on. What
 * a function of one's own computes, if nothing that it was made with tells it, is not known here.
 */
final class Architecture {
    private static final String DJL = "ai.djl.";
    /** In DJL's linear layers, the batch that their weights were made for. */
    private static final String FIRST_BATCH = "inputShape";

    /** By place: the class behind {@code /01reader/}, a setting behind {@code /01reader/heads}. */
    private final Map<String, String> told = new TreeMap<>();

    private Architecture() {}

    static Architecture of(Block block) {
        Architecture architecture = new Architecture();
        architecture.tell("/", block);
        return architecture;
    }

    private void tell(String place, Block block) {
        told.put(place, block.getClass().getSimpleName());
        if (block instanceof SymbolBlock) { // its fields are the engine's
            return;
        }
        tellSettings(place, block);
        for (Pair<String, Block> child : block.getChildren()) {
            tell(place + child.getKey() + "/", child.getValue());
        }
    }

    private void tellSettings(String place, Object owner) {
        for (Class<?> type = owner.getClass(); !isGeneral(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isSetting(field) && field.trySetAccessible()) {
                    tellSetting(place + field.getName(), value(field, owner), owner);
                }
            }
        }
    }

    private static boolean isGeneral(Class<?> type) {
        return type == null || type == Object.class || type == AbstractBlock.class || type == AbstractBaseBlock.class;
    }

    private static boolean isSetting(Field field) {
        int is = field.getModifiers();
        boolean stays = Modifier.isFinal(is) || field.getDeclaringClass().getName().startsWith(DJL) && !field.getName().equals(FIRST_BATCH);
        return stays && !Modifier.isStatic(is) && !Modifier.isTransient(is) && !Dropouts.isRate(field);
    }

    private static Object value(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Network: " + field + " cannot be read", e);
        }
    }

    private void tellSetting(String place, Object value, Object owner) {
        if (value instanceof Enum<?> word) {
            told.put(place, word.name());
        } else if (value instanceof Boolean || value instanceof String || value instanceof Shape
                || value instanceof Number && value instanceof Comparable) { // no AtomicInteger, which counts something
            told.put(place, value.toString().replaceAll("\\s+", " "));
        } else if (value instanceof Function && (owner instanceof Block || owner.getClass().isHidden())) {
            tellSettings(place + "/", value); // and so on in a lambda, which knows only what was there before it
        }
    }

    /** In lines, for a file. */
    String text() {
        return told.entrySet().stream().map(each -> each.getKey() + " = " + each.getValue()).collect(Collectors.joining("\n"));
    }

    /**
     * Compares this with the one that a file tells. The blocks have to be the same; of their settings those that both know, since
     * another version of DJL may keep more or fewer.
     *
     * @return the first difference in words that go behind the file's name; none if there is none
     */
    Optional<String> difference(String text) {
        Map<String, String> others = new TreeMap<>();
        for (String line : text.split("\n")) {
            int at = line.indexOf(" = ");
            others.put(at < 0 ? line : line.substring(0, at), at < 0 ? "" : line.substring(at + " = ".length()));
        }
        return Stream.concat(told.keySet().stream(), others.keySet().stream()).distinct().sorted()
                .filter(place -> place.endsWith("/") || told.containsKey(place) && others.containsKey(place))
                .filter(place -> !told.getOrDefault(place, "none").equals(others.getOrDefault(place, "none"))).findFirst()
                .map(place -> "holds a network with " + place + " = " + others.getOrDefault(place, "none") + ", but this one has "
                        + told.getOrDefault(place, "none"));
    }
}
