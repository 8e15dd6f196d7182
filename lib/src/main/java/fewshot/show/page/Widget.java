package fewshot.show.page;

import fewshot.show.draw.Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A part of the page that the reader can act on: a script in the page, a state that both sides see, and what the reader does.
 * It speaks the protocol of Jupyter's widgets in anywidget's form (Manz, Abdennur and Gehlenborg 2024; version 0.11), whose
 * JavaScript side comes with the Python package {@code anywidget}; nothing is fetched from the web.
 *
 * <p>Beneath it stands a picture of the state, which the script hides: it is what remains in the saved file, on the web and
 * on paper. What the reader does arrives on the thread on which cells run, so it waits while a cell runs.
 */
public final class Widget {
    private static final String VIEW = "application/vnd.jupyter.widget-view+json";
    private static final String MODEL = "anywidget";
    private static final String VERSION = "~0.11.*";
    /** What is open in this kernel, by its line: a page that is opened anew asks for all of them. */
    private static final Map<String, Widget> OPEN = new ConcurrentHashMap<>();

    private final Map<String, Object> state = new LinkedHashMap<>();
    private final Consumer<Map<String, Object>> acted;
    private final Supplier<Bundle> picture;
    private final String shown = UUID.randomUUID().toString();
    private Kernel kernel;
    private String line;

    /**
     * A widget; {@link #open} shows it.
     *
     * @param owner the class beside which the script lies, {@code name.js}: a module whose default export has {@code render}
     * @param script its name, such as {@code page.js}
     * @param acted gets what the script sends, the content of its custom messages; afterwards the state's {@code seen} and
     *     {@code by} are the message's {@code seq} and {@code view}, and its {@code note} is for what the reader should know
     * @param picture draws the state as it is now
     */
    public Widget(Class<?> owner, String script, Consumer<Map<String, Object>> acted, Supplier<Bundle> picture) {
        this.acted = acted;
        this.picture = picture;
        state.putAll(model(owner, script));
        state.putAll(Map.of("note", "", "seen", 0, "by", ""));
    }

    /** What anywidget's half in the page needs to know of a model. */
    private static Map<String, Object> model(Class<?> owner, String script) {
        Map<String, Object> state = new LinkedHashMap<>();
        for (String part : List.of("model", "view")) {
            state.put("_" + part + "_module", MODEL);
            state.put("_" + part + "_module_version", VERSION);
        }
        state.put("_model_name", "AnyModel");
        state.put("_view_name", "AnyView");
        state.put("_anywidget_id", owner.getName());
        state.put("_esm", text(owner, script));
        state.put("_dom_classes", List.of());
        return state;
    }

    /**
     * Opens a line to all pages of the kernel.
     *
     * @param state of a model, with what {@link #model} says
     * @param received gets the data of each message that a page sends back
     * @return the line's identifier, which is the model's
     */
    private static String line(Comms comms, Map<String, Object> state, Consumer<Map<String, Object>> received)
            throws ReflectiveOperationException {
        return comms.open("jupyter.widget", Map.of("state", state, "buffer_paths", List.of()), Map.of("version", "2.1.0"), received);
    }

    /**
     * Tells all pages of the kernel something, by a script whose default export has {@code initialize}; there is no view of it in
     * any output.
     *
     * @return a line to close when the next word is said
     */
    static String tell(Comms comms, Class<?> owner, String script, Map<String, ?> word) throws ReflectiveOperationException {
        Map<String, Object> state = model(owner, script);
        state.putAll(word);
        return line(comms, state, message -> { });
    }

    private static String text(Class<?> owner, String name) {
        try (InputStream script = owner.getResourceAsStream(name)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Widget: " + name + " cannot be read", e);
        }
    }

    /** Changes the state; an open page follows at once. */
    public synchronized void set(Map<String, ?> changes) {
        state.putAll(changes);
        if (line != null) {
            send(changes);
        }
    }

    /**
     * Shows it in the output of the cell that runs.
     *
     * @return whether there is a notebook to show it in
     */
    public synchronized boolean open() {
        kernel = Kernel.current().orElse(null);
        if (kernel == null) {
            return false;
        }
        try {
            line = line(kernel.comms(), state, this::received);
            Bundle view = Bundle.text("A part of the page to act on; the picture below is what it showed last.")
                    .with(VIEW, Map.of("version_major", 2, "version_minor", 1, "model_id", line));
            OPEN.put(line, this);
            kernel.comms().answer("jupyter.widget.control", request -> states());
            kernel.display(view, null);
            kernel.display(picture.get(), shown);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Widget: this kernel has no comms that could be used", e);
        }
        return true;
    }

    private static Map<String, Object> states() {
        Map<String, Object> states = new LinkedHashMap<>();
        OPEN.forEach((line, widget) -> {
            synchronized (widget) {
                states.put(line, Map.of("model_name", widget.state.get("_model_name"), "model_module", MODEL,
                        "model_module_version", VERSION, "state", Map.copyOf(widget.state)));
            }
        });
        return Map.of("method", "update_states", "states", states, "buffer_paths", List.of());
    }

    private void received(Map<String, Object> message) {
        if ("custom".equals(message.get("method")) && message.get("content") instanceof Map<?, ?> content) {
            Map<String, Object> named = new LinkedHashMap<>();
            content.forEach((name, value) -> named.put(String.valueOf(name), value));
            acted.accept(named);
            set(Map.of("seen", named.getOrDefault("seq", 0), "by", named.getOrDefault("view", "")));
            redraw();
        }
    }

    private void send(Map<String, ?> part) {
        try {
            kernel.comms().send(line, Map.of("method", "update", "state", part, "buffer_paths", List.of()));
        } catch (ReflectiveOperationException closed) {
            throw new IllegalStateException("Widget: the page could not be told", closed);
        }
    }

    /** The picture follows what has been done. */
    private void redraw() {
        try {
            kernel.updateAfterwards(picture.get(), shown);
        } catch (ReflectiveOperationException unknown) {
            // The picture is that of the beginning; the live part is right.
        }
    }
}
