package fewshot.gradient;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module made from its source text: what {@code torch.jit.save} would write of a module without weights,
 * written here, so that nothing but readable text lies in the jar. It lives as long as the process.
 */
final class TorchScript {
    /** A pickled object of the class in the code, with {@code training} true: torch.jit.save's own bytes but for the name. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nEngine\n)\u0081}X\u0008\0\0\0training\u0088sb.";
    /** A pickled empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Map<String, NDArray> methods = new ConcurrentHashMap<>();

    /** Made at the first call of {@link #engine}. */
    private static final class Loaded {
        static final TorchScript ENGINE = load("engine.py");
    }

    /** The class {@code Engine} of the resource beside this class. */
    static TorchScript engine() {
        return Loaded.ENGINE;
    }

    private TorchScript(NDManager manager, PtSymbolBlock module) {
        this.manager = manager;
        this.module = module;
    }

    /**
     * Loads a module.
     *
     * @throws IllegalStateException if the engine is not PyTorch or does not take it
     */
    private static TorchScript load(String resource) {
        try (InputStream source = TorchScript.class.getResourceAsStream(resource)) {
            NDManager forEver = NDManager.newBaseManager(Device.cpu());
            if (!(forEver instanceof PtNDManager manager)) {
                throw new IllegalStateException(
                        "gradients need DJL's PyTorch engine, but this is " + forEver.getEngine().getEngineName());
            }
            byte[] archive = archive(source.readAllBytes());
            return new TorchScript(manager, JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static byte[] archive(byte[] code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : Map.of("data.pkl", latin(OBJECT), "code/__torch__.py", code,
                    "constants.pkl", latin(NO_CONSTANTS), "version", latin("3\n")).entrySet()) {
                CRC32 checksum = new CRC32();
                checksum.update(file.getValue());
                ZipEntry entry = new ZipEntry("engine/" + file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Calls a method with lists of arrays, in a graph if the thread records. DJL tells lists and the method by the names of the
     * arrays; they have their own again afterwards. An array that stands in several places has a second handle there.
     *
     * @param names of the arguments: {@code xs[]} is a list, {@code x} a single array
     * @return arrays of the manager of the first argument's first array
     */
    NDList call(String method, String[] names, NDList... arguments) {
        Map<NDArray, String> before = new IdentityHashMap<>();
        NDList handles = new NDList();
        NDList all = new NDList();
        try {
            for (int i = 0; i < arguments.length; i++) {
                for (NDArray array : arguments[i]) {
                    NDArray own = array;
                    if (before.containsKey(array)) {
                        own = handle(array);
                        handles.add(own);
                    } else {
                        before.put(array, array.getName());
                    }
                    own.setName(names[i]);
                    all.add(own);
                }
            }
            all.add(methods.computeIfAbsent(method, this::named));
            return IValueUtils.forward(module, all, true);
        } finally {
            before.forEach(NDArray::setName);
            handles.close();
        }
    }

    /** An array that only tells a method by its name; for ever, since it would have to be sent to the engine at each call. */
    private NDArray named(String method) {
        NDArray array = manager.create(0);
        array.setName("module_method:" + method);
        return array;
    }

    /** The same array of the engine, with its place in the graph. */
    private static NDArray handle(NDArray array) {
        try (IValue value = IValue.from((PtNDArray) array)) {
            return value.toTensor((PtNDManager) array.getManager());
        }
    }

    /** Calls a method outside any graph, with lists of arrays and then numbers; what it returns belongs to {@code owner}. */
    NDList run(NDManager owner, String method, List<NDList> lists, double... numbers) {
        IValue[] arguments = Stream.concat(
                lists.stream().map(list -> IValue.listFrom(list.toArray(new PtNDArray[0]))),
                Arrays.stream(numbers).mapToObj(IValue::from)).toArray(IValue[]::new);
        try (IValue result = IValueUtils.runMethod(module, method, arguments)) {
            return result.toNDList((PtNDManager) owner);
        } finally {
            Arrays.stream(arguments).forEach(IValue::close);
        }
    }
}
