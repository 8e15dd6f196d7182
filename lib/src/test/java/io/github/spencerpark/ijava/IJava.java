package io.github.spencerpark.ijava;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Stands in for IJava 1.3 in tests: the same method names and shapes, and nothing behind them but a record of calls. */
public final class IJava {
    /** The kernel of the process; null while none runs. */
    public static FakeKernel running;

    private IJava() {}

    public static FakeKernel getKernelInstance() {
        return running;
    }

    public static final class DisplayData {
        public final Map<String, Object> data = new LinkedHashMap<>();
        public final Map<String, Object> transientData = new LinkedHashMap<>();

        public void putData(String type, Object value) {
            data.put(type, value);
        }

        public void putTransientData(String key, Object value) {
            transientData.put(key, value);
        }
    }

    public interface RenderFunction {
        void render(Object value, RenderContext context);
    }

    public record RenderContext(DisplayData container) {
        public DisplayData getOutputContainer() {
            return container;
        }
    }

    public static final class Renderer {
        public final Map<Class<?>, RenderFunction> functions = new HashMap<>();

        public Registration createRegistration(Class<?> type) {
            return new Registration(this, type);
        }
    }

    public record Registration(Renderer renderer, Class<?> type) {
        public void register(RenderFunction function) {
            renderer.functions.put(type, function);
        }
    }

    public static final class Stream {
        public final Map<String, DisplayData> updated = new LinkedHashMap<>();

        public void updateDisplay(String identifier, DisplayData data) {
            updated.put(identifier, data);
        }
    }

    public static final class Channels {
        public final Stream display = new Stream();
    }

    public static final class FakeKernel {
        public final Renderer renderer = new Renderer();
        public final Channels channels = new Channels();
        public final java.util.List<DisplayData> displayed = new java.util.ArrayList<>();

        public Renderer getRenderer() {
            return renderer;
        }

        public Channels getIO() {
            return channels;
        }

        public void display(DisplayData data) {
            displayed.add(data);
        }
    }
}
