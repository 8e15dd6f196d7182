package fewshot.show.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A kernel's comms, Jupyter's lines between code and a live part of the page. JJava and IJava have the same classes under
 * different package names, and JSON objects of libraries of their own; so both are reached by reflection, and what goes over
 * a line is text.
 */
final class Comms {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Object manager;
    private final Method openComm;
    private final Method messageComm;

    private Comms(Object manager) {
        this.manager = manager;
        this.openComm = Kernel.method(manager.getClass(), "openComm", 2);
        this.messageComm = Kernel.method(manager.getClass(), "messageComm", 2);
    }

    static Comms of(Object kernel) throws ReflectiveOperationException {
        return new Comms(Kernel.call(kernel, "getCommManager"));
    }

    /**
     * Opens a line.
     *
     * @param target who shall listen in the page
     * @param data what it is told first
     * @param metadata of that message
     * @param received gets the data of each message from the page, on the thread on which cells run
     * @return the line's identifier
     */
    String open(String target, Map<String, ?> data, Map<String, ?> metadata, Consumer<Map<String, Object>> received)
            throws ReflectiveOperationException {
        Object produce = maker(openComm.getParameterTypes()[1], (line, message) -> received.accept(message), opening -> {
            @SuppressWarnings("unchecked")
            Map<String, Object> more = (Map<String, Object>) Kernel.call(opening, "getNonNullMetadata");
            more.putAll(metadata);
            fill(Kernel.call(Kernel.call(opening, "getContent"), "getData"), data);
        });
        return (String) Kernel.call(openComm.invoke(manager, target, produce), "getID");
    }

    /** Answers lines that the page opens to a target: each message gets one back. */
    void answer(String target, UnaryOperator<Map<String, Object>> answers) throws ReflectiveOperationException {
        Method register = Kernel.method(manager.getClass(), "registerTarget", 2);
        register.invoke(manager, target, maker(register.getParameterTypes()[1],
                (line, message) -> send(line, answers.apply(message)), opening -> { }));
    }

    /** Something that may fail where the kernel is another than is known. */
    private interface Received {
        void message(String line, Map<String, Object> data) throws ReflectiveOperationException;
    }

    private interface Opening {
        void with(Object message) throws ReflectiveOperationException;
    }

    /** The kernel's factory of comms, for both ends; it is given the manager, an identifier, a target and the opening message. */
    private Object maker(Class<?> factory, Received received, Opening opening) {
        return Proxy.newProxyInstance(factory.getClassLoader(), new Class<?>[] {factory}, (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "produce", "createComm" -> {
                        opening.with(arguments[3]);
                        Consumer<Object> listener = message -> heard(received, (String) arguments[1], message);
                        yield comm().newInstance(arguments[0], arguments[1], arguments[2], listener);
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "the factory of fewshot.show";
                });
    }

    /** What is sent meanwhile answers the message: a page that asks for the state takes nothing else. */
    private void heard(Received received, String line, Object message) {
        try {
            Kernel.method(manager.getClass(), "setMessageContext", 1).invoke(manager, message);
            received.message(line, data(message));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Comms: this kernel's lines to the page are not those of JJava or IJava", e);
        }
    }

    /** The subclass of the kernel's own comm: only that of the kernel that is here can be loaded. */
    private Constructor<?> comm() throws ReflectiveOperationException {
        boolean jjava = manager.getClass().getName().contains(".jjava.");
        return Class.forName(getClass().getPackageName() + (jjava ? ".JJavaComm" : ".IJavaComm")).getDeclaredConstructors()[0];
    }

    /** Closes a line; the page forgets it. */
    void close(String identifier) throws ReflectiveOperationException {
        Method byIdentifier = Kernel.method(manager.getClass(), "getCommByID", 1);
        Kernel.method(manager.getClass(), "closeComm", 1).invoke(manager, byIdentifier.invoke(manager, identifier));
    }

    /** Who has sent what the kernel is at work on: the client, a page's connection to the kernel. */
    String client() throws ReflectiveOperationException {
        return (String) Kernel.call(Kernel.call(field("context").get(manager), "getHeader"), "getSessionId");
    }

    /** Sends a message to the page. */
    void send(String identifier, Map<String, ?> data) throws ReflectiveOperationException {
        messageComm.invoke(manager, identifier, parsed(data));
    }

    private Object parsed(Map<String, ?> data) throws ReflectiveOperationException {
        Class<?> object = messageComm.getParameterTypes()[1];
        Class<?> parser = Class.forName(object.getPackageName() + ".JsonParser", true, object.getClassLoader());
        return parser.getMethod("parse", String.class).invoke(parser.getConstructor().newInstance(), text(data));
    }

    private void fill(Object object, Map<String, ?> data) throws ReflectiveOperationException {
        Object filled = parsed(data);
        Method get = filled.getClass().getMethod("get", String.class);
        for (String name : data.keySet()) {
            Object value = get.invoke(filled, name);
            object.getClass().getMethod("add", String.class, get.getReturnType()).invoke(object, name, value);
        }
    }

    private static String text(Map<String, ?> data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Comms: the page cannot be told " + data.keySet(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Object message) throws ReflectiveOperationException {
        try {
            return JSON.readValue(Kernel.call(Kernel.call(message, "getContent"), "getData").toString(), Map.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Comms: a message from the page cannot be read", e);
        }
    }

    /**
     * Replaces what is shown under an identifier, outside of any cell: the kernel's own call works in a cell alone, so the
     * message goes straight to the channel on which the comms write.
     *
     * @param displayData the kernel's own, with the identifier in it
     */
    void publish(Object displayData) throws ReflectiveOperationException {
        Object context = field("context").get(manager);
        Object channel = field("iopub").get(manager);
        Method send = Kernel.method(channel.getClass(), "sendMessage", 1);
        Class<?> message = send.getParameterTypes()[0];
        Class<?> update = Class.forName(message.getPackageName() + ".publish.PublishUpdateDisplayData", true, message.getClassLoader());
        Constructor<?> envelope = Arrays.stream(message.getConstructors())
                .filter(c -> c.getParameterCount() == 3 && c.getParameterTypes()[0].isInstance(context)).findFirst().orElseThrow();
        Object content = update.getConstructors()[0].newInstance(displayData);
        send.invoke(channel, envelope.newInstance(context, Kernel.call(content, "getType"), content));
    }

    private Field field(String name) throws ReflectiveOperationException {
        Class<?> type = manager.getClass();
        while (Arrays.stream(type.getDeclaredFields()).noneMatch(f -> f.getName().equals(name))) {
            type = type.getSuperclass();
        }
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
