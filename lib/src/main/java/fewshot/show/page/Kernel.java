package fewshot.show.page;

import fewshot.show.draw.Bundle;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The Java kernel that this process is, if it is one. JJava and IJava have the same methods under different package names,
 * so both are reached by reflection, and the jar loads where neither is there.
 */
public final class Kernel {
    private static volatile Kernel current;

    private final Object kernel;
    private final Class<?> displayData;

    private Kernel(Object kernel) {
        this.kernel = kernel;
        this.displayData = method(kernel.getClass(), "display", 1).getParameterTypes()[0];
    }

    /** Makes a kernel known and lets it render the suite's types. */
    static void install(Object instance) throws ReflectiveOperationException {
        Kernel kernel = new Kernel(instance);
        Object renderer = call(instance, "getRenderer");
        for (Class<?> type : Bundle.TYPES) {
            Object registration = method(renderer.getClass(), "createRegistration", 1).invoke(renderer, type);
            Method register = method(registration.getClass(), "register", 1);
            Class<?> function = register.getParameterTypes()[0];
            register.invoke(registration,
                    Proxy.newProxyInstance(function.getClassLoader(), new Class<?>[] {function}, kernel.rendering()));
        }
        current = kernel;
    }

    /** The kernel of this process: the one that was installed, else a running IJava. */
    public static Optional<Kernel> current() {
        if (current == null) {
            try {
                Object instance = Class.forName("io.github.spencerpark.ijava.IJava").getMethod("getKernelInstance").invoke(null);
                if (instance != null) {
                    install(instance);
                }
            } catch (ReflectiveOperationException | LinkageError noKernel) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(current);
    }

    /** For tests: forgets the kernel. */
    static void forget() {
        current = null;
    }

    private InvocationHandler rendering() {
        return (proxy, method, arguments) -> switch (method.getName()) {
            case "render" -> {
                put(call(arguments[1], "getOutputContainer"), Bundle.of(arguments[0]));
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "the renderer of fewshot.show";
        };
    }

    private static void put(Object container, Bundle bundle) throws ReflectiveOperationException {
        Method put = container.getClass().getMethod("putData", String.class, Object.class);
        for (Map.Entry<String, Object> form : bundle.data().entrySet()) {
            put.invoke(container, form.getKey(), form.getValue());
        }
    }

    /** Shows a bundle in the middle of a cell; with an identifier, it can be replaced later. */
    public void display(Bundle bundle, String identifier) throws ReflectiveOperationException {
        method(kernel.getClass(), "display", 1).invoke(kernel, data(bundle, identifier));
    }

    /** Replaces what was shown under an identifier, in place. */
    void update(Bundle bundle, String identifier) throws ReflectiveOperationException {
        Object io = call(kernel, "getIO");
        Field stream = io.getClass().getField("display");
        Object display = stream.get(io);
        display.getClass().getMethod("updateDisplay", String.class, displayData)
                .invoke(display, identifier, data(bundle, identifier));
    }

    /** Replaces what was shown under an identifier when the cell that showed it has ended. */
    void updateAfterwards(Bundle bundle, String identifier) throws ReflectiveOperationException {
        comms().publish(data(bundle, identifier));
    }

    /** The kernel's comms: its lines to live parts of the page. */
    Comms comms() throws ReflectiveOperationException {
        return Comms.of(kernel);
    }

    private Object data(Bundle bundle, String identifier) throws ReflectiveOperationException {
        Object data = displayData.getConstructor().newInstance();
        put(data, bundle);
        if (identifier != null) {
            displayData.getMethod("putTransientData", String.class, Object.class).invoke(data, "display_id", identifier);
        }
        return data;
    }

    static Object call(Object target, String name) throws ReflectiveOperationException {
        return target.getClass().getMethod(name).invoke(target);
    }

    static Method method(Class<?> type, String name, int parameters) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals(name) && m.getParameterCount() == parameters && !m.isBridge())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Kernel: " + type.getName() + " has no method " + name));
    }
}
