package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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

    private final PtSymbolBlock module;

    /** Loaded when it is first asked for. */
    private static final class Loaded {
        static final TorchScript ENGINE = load("engine.py");
    }

    /** The class {@code Engine} of the resource beside this class. */
    static TorchScript engine() {
        return Loaded.ENGINE;
    }

    private TorchScript(PtSymbolBlock module) {
        this.module = module;
    }

    /**
     * Loads a module.
     *
     * @throws IllegalStateException if the engine is not PyTorch or does not take it
     */
    private static TorchScript load(String resource) {
        try (InputStream source = TorchScript.class.getResourceAsStream(resource)) {
            NDManager forEver = NDManager.newBaseManager();
            if (!(forEver instanceof PtNDManager manager)) {
                throw new IllegalStateException(
                        "gradients need DJL's PyTorch engine, but this is " + forEver.getEngine().getEngineName());
            }
            byte[] archive = archive(source.readAllBytes());
            return new TorchScript(JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
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
     * Calls a method with lists of arrays, named by {@code letters}: a letter twice, as in {@code xx}, is a list, and once a
     * single array. DJL tells lists and the method by the names of the arrays; those that they had are put back.
     *
     * @return arrays of the manager of the first argument's first array
     */
    NDList call(String method, String[] names, NDList... arguments) {
        try (NDManager scratch = arguments[0].getManager().newSubManager()) {
            NDList all = new NDList();
            for (int i = 0; i < arguments.length; i++) {
                for (NDArray array : arguments[i]) {
                    all.add(named(array, names[i]));
                }
            }
            all.add(named(scratch.create(0), "module_method:" + method));
            return IValueUtils.forward(module, all, true);
        } finally {
            for (NDList argument : arguments) {
                argument.forEach(array -> array.setName(null));
            }
        }
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }
}
