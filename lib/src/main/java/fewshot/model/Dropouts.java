package fewshot.model;

import ai.djl.nn.Block;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.RecurrentBlock;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The dropout inside a block (Srivastava et al. 2014). DJL has one switch for it and for the statistics of batch norm, so that an
 * answer on a batch's own statistics would leave features out at random. Here it rests, and is on in a step of training alone.
 */
final class Dropouts {
    private record Layer(Block block, Field field, float rate) {
        void set(float to) {
            try {
                field.setFloat(block, to);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("Network: the rate of dropout cannot be set", e);
            }
        }
    }

    private static final Map<Class<?>, String> RATES = Map.of(Dropout.class, "rate", RecurrentBlock.class, "dropRate");

    private final List<Layer> layers = new ArrayList<>();
    private int running;

    /** Puts the dropout of a block to rest. */
    Dropouts(Block block) {
        find(block);
        layers.forEach(layer -> layer.set(0));
    }

    private void find(Block block) {
        if (block instanceof Dropout) {
            add(block, Dropout.class);
        } else if (block instanceof RecurrentBlock) {
            add(block, RecurrentBlock.class);
        }
        block.getChildren().values().forEach(this::find);
    }

    /** Whether a block keeps its rate of dropout there. */
    static boolean isRate(Field field) {
        return field.getName().equals(RATES.get(field.getDeclaringClass()));
    }

    private void add(Block block, Class<?> type) {
        try {
            Field field = type.getDeclaredField(RATES.get(type)); // DJL has no other way to it
            field.setAccessible(true);
            layers.add(new Layer(block, field, field.getFloat(block)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Network: this DJL keeps the rate of " + type.getSimpleName() + " elsewhere", e);
        }
    }

    /** Before a step of training; several may run at once. */
    synchronized void begin() {
        if (running++ == 0) {
            layers.forEach(layer -> layer.set(layer.rate));
        }
    }

    /** After it. */
    synchronized void end() {
        if (--running == 0) {
            layers.forEach(layer -> layer.set(0));
        }
    }
}
