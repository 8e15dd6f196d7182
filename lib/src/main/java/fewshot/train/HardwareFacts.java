package fewshot.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What can be seen of this machine and of the engine, for {@link DeviceInUse} to judge.
 *
 * @param gpu the index of the GPU that is DJL's default device, if one is
 * @param gpus how many GPUs DJL counts
 * @param cuda whether the engine says that it can use CUDA
 * @param cudaEngine whether the engine's native library is one that is made for CUDA
 * @param libraryPath {@code PYTORCH_LIBRARY_PATH}, empty if it is not set
 * @param libraryFound whether a PyTorch library lies there
 * @param hidden whether {@code CUDA_VISIBLE_DEVICES} hides every GPU
 * @param driver whether an NVIDIA driver is loaded
 * @param deviceFile whether this process can see a GPU's device file
 * @param names the GPUs' names, in the driver's order; none where it does not tell
 * @param cores processor cores for this process
 */
record HardwareFacts(
        OptionalInt gpu, int gpus, boolean cuda, boolean cudaEngine, String libraryPath, boolean libraryFound, boolean hidden,
        boolean driver, boolean deviceFile, List<String> names, int cores) {

    /** The facts of this process; loads the engine. */
    static HardwareFacts observe() {
        Engine engine = Engine.getInstance();
        Device device = engine.defaultDevice();
        boolean cuda = engine.hasCapability(StandardCapabilities.CUDA);
        return of(Path.of("/"), System.getenv(), device.isGpu() ? OptionalInt.of(device.getDeviceId()) : OptionalInt.empty(),
                cuda ? engine.getGpuCount() : 0, cuda, flavourOnTheClassPath());
    }

    /** The same from a folder that stands for the machine's root, an environment and what the engine says. */
    static HardwareFacts of(
            Path root, Map<String, String> environment, OptionalInt gpu, int gpus, boolean cuda, String flavour) {
        String libraryPath = environment.getOrDefault("PYTORCH_LIBRARY_PATH", "");
        Optional<Path> library = folderOfLibrary(libraryPath);
        boolean cudaEngine = library.map(folder -> Files.exists(folder.resolve(System.mapLibraryName("torch_cuda"))))
                .orElse(flavour.startsWith("cu"));
        String visible = environment.get("CUDA_VISIBLE_DEVICES");
        boolean deviceFile = deviceFile(root);
        boolean driver = deviceFile || Files.exists(root.resolve("proc/driver/nvidia/version"));
        return new HardwareFacts(gpu, gpus, cuda, cudaEngine, libraryPath, library.isPresent(),
                visible != null && (visible.isBlank() || visible.strip().startsWith("-")), driver, deviceFile, names(root),
                Runtime.getRuntime().availableProcessors());
    }

    /** As DJL looks for it: the first folder of the list that holds libtorch. */
    private static Optional<Path> folderOfLibrary(String paths) {
        return Arrays.stream(paths.split(File.pathSeparator))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .filter(folder -> Files.isRegularFile(folder.resolve(System.mapLibraryName("torch"))))
                .findFirst();
    }

    /** {@code cpu}, {@code cu128}, …: what the native jar on the class path was built for; empty if there is none. */
    static String flavourOnTheClassPath() {
        try (InputStream in = Engine.class.getResourceAsStream("/native/lib/pytorch.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("flavor", "");
        } catch (IOException e) {
            throw new UncheckedIOException("DeviceInUse: the native PyTorch jar cannot be read: " + e.getMessage(), e);
        }
    }

    /** Linux; Windows' Linux subsystem; Windows. */
    private static boolean deviceFile(Path root) {
        return !list(root.resolve("dev"), "nvidia[0-9]*").isEmpty()
                || Files.exists(root.resolve("usr/lib/wsl/lib/libcuda.so.1"))
                || Files.exists(root.resolve("Windows/System32/nvcuda.dll"));
    }

    private static List<String> names(Path root) {
        return list(root.resolve("proc/driver/nvidia/gpus"), "*").stream().flatMap(gpu -> name(gpu.resolve("information"))).toList();
    }

    private static Stream<String> name(Path information) {
        try {
            return Files.readAllLines(information, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith("Model:"))
                    .map(line -> line.substring("Model:".length()).strip())
                    .filter(name -> !name.isEmpty());
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    private static List<Path> list(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        } catch (IOException unreadable) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }
}
