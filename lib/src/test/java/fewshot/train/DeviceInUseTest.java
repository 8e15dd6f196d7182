package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder stands for a machine; what the engine says is given. No GPU is needed, and none was. */
class DeviceInUseTest {
    @TempDir
    Path machine;

    private Path torch;

    @BeforeEach
    void aFolderForPyTorch() throws IOException {
        torch = Files.createDirectories(machine.resolve("torch/lib"));
    }

    private void file(String path, String text) throws IOException {
        Path file = machine.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void gpu(int number, String name) throws IOException {
        file("dev/nvidia" + number, "");
        file("proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.1\n");
        file("proc/driver/nvidia/gpus/0000:0" + number + ":00.0/information", "Model: \t\t " + name + "\nIRQ:   \t\t 16\n");
    }

    private void library(String name) throws IOException {
        file("torch/lib/" + System.mapLibraryName(name), "");
    }

    private Map<String, String> withTorch() {
        return Map.of("PYTORCH_LIBRARY_PATH", torch.toString());
    }

    private DeviceInUse onCpu(Map<String, String> environment, int gpus, boolean cuda, String flavour) {
        DeviceInUse device =
                DeviceInUse.of(HardwareFacts.of(machine, environment, OptionalInt.empty(), gpus, cuda, flavour));
        assertEquals("cpu", device.label());
        assertEquals(device.sentence(), device.toString());
        assertTrue(device.sentence().matches("Device: CPU \\(\\d+ cores?\\), not a GPU: \\S.*\\S\\."), device.sentence());
        assertEquals(1, device.sentence().lines().count());
        return device;
    }

    private DeviceInUse onGpu(int index, int gpus) {
        return DeviceInUse.of(HardwareFacts.of(machine, withTorch(), OptionalInt.of(index), gpus, true, "cpu"));
    }

    private static void assertReason(String expected, DeviceInUse device) {
        assertEquals(expected, device.sentence().split(", not a GPU: ", 2)[1]);
    }

    @Test
    void aMachineWithoutADriverHasNoGpuWhateverTheEngine() throws IOException {
        assertReason("this machine has no NVIDIA driver.", onCpu(Map.of(), 0, false, "cpu"));
        library("torch");
        library("torch_cuda");
        assertReason("this machine has no NVIDIA driver.", onCpu(withTorch(), 0, false, "cpu"));
        assertReason("this machine has no NVIDIA driver.", onCpu(Map.of(), 0, false, "cu128"));
    }

    @Test
    void aDriverWithoutADeviceFileIsAContainerWithoutItsGpus() throws IOException {
        file("proc/driver/nvidia/version", "NVRM version\n");
        file("dev/nvidiactl", "");
        assertReason("the machine has an NVIDIA driver but shows this process no GPU (no /dev/nvidia0); a container must be "
                + "started with its GPUs.", onCpu(Map.of(), 0, false, "cpu"));
    }

    @Test
    void aGpuBesideTheCpuEngineOfTheClassPathIsNamedWithThePageThatHelps() throws IOException {
        gpu(0, "NVIDIA H200");
        assertReason("there is one (NVIDIA H200), but the PyTorch engine on the class path is made for CPUs alone; see \"On a "
                + "GPU\" in README.md.", onCpu(Map.of(), 0, false, "cpu"));
    }

    @Test
    void aCpuPyTorchInTheLibraryPathIsToldFromOneOnTheClassPath() throws IOException {
        gpu(0, "NVIDIA H200");
        library("torch");
        assertReason("there is one (NVIDIA H200), but the PyTorch that PYTORCH_LIBRARY_PATH names is made for CPUs alone; see "
                + "\"On a GPU\" in README.md.", onCpu(withTorch(), 0, false, "cu128"));
    }

    @Test
    void aLibraryPathThatHoldsNothingIsNamedAsItIs() throws IOException {
        gpu(0, "NVIDIA H200");
        assertReason("there is one (NVIDIA H200), but PYTORCH_LIBRARY_PATH is " + torch + ", where no libtorch is, and the "
                + "engine on the class path is made for CPUs alone; see \"On a GPU\" in README.md.",
                onCpu(withTorch(), 0, false, "cpu"));
    }

    @Test
    void aCudaEngineThatFindsNoneAsksForTheDriverUnlessTheEnvironmentHidesThem() throws IOException {
        gpu(0, "NVIDIA H200");
        library("torch");
        library("torch_cuda");
        String tooOld = "the engine is made for CUDA but finds no GPU that it can use; the driver may be too old for it (nvidia-smi "
                + "tells its CUDA version).";
        assertReason(tooOld, onCpu(withTorch(), 0, false, "cpu"));
        assertReason(tooOld, onCpu(Map.of("CUDA_VISIBLE_DEVICES", "0"), 0, false, "cu128"));
        for (String none : new String[] {"", " ", "-1"}) {
            assertReason("CUDA_VISIBLE_DEVICES hides all from the engine.",
                    onCpu(Map.of("CUDA_VISIBLE_DEVICES", none), 0, false, "cu128"));
        }
    }

    @Test
    void cudaWithNoGpuCountedIsForWantOfItsRuntimeLibrary() throws IOException {
        gpu(0, "NVIDIA H200");
        library("torch");
        library("torch_cuda");
        assertReason("the engine reaches CUDA but DJL counts no GPU, for want of libcudart; -Djna.library.path must name its "
                + "folder (tools/install-kernel.py does that).", onCpu(withTorch(), 0, true, "cpu"));
    }

    @Test
    void aCpuThatWasChosenIsNotBlamedOnTheMachine() throws IOException {
        gpu(0, "NVIDIA H200");
        library("torch");
        library("torch_cuda");
        assertReason("DJL's default device is the CPU, though the engine reaches 1.", onCpu(withTorch(), 1, true, "cpu"));
    }

    @Test
    void aGpuInUseIsNamedInTheLineAndInTheResults() throws IOException {
        gpu(0, "NVIDIA H200");
        assertEquals(new DeviceInUse("gpu NVIDIA H200", "Device: GPU, NVIDIA H200."), onGpu(0, 1));
    }

    @Test
    void oneOfSeveralIsNamedOnlyWhereAllAreTheSame() throws IOException {
        gpu(0, "NVIDIA A10");
        gpu(1, "NVIDIA A10");
        assertEquals(new DeviceInUse("gpu NVIDIA A10", "Device: GPU 1 of 2 (counted from 0), NVIDIA A10."), onGpu(1, 2));
        gpu(1, "NVIDIA T4");
        assertEquals(new DeviceInUse("gpu", "Device: GPU 0 of 2 (counted from 0)."), onGpu(0, 2));
    }

    @Test
    void aDriverThatDoesNotTellNamesLeavesTheWordAlone() {
        assertEquals(new DeviceInUse("gpu", "Device: GPU."), onGpu(0, 1));
    }

    @Test
    void coresAreThoseOfThisProcess() {
        int cores = Runtime.getRuntime().availableProcessors();
        String expected = "Device: CPU (" + cores + (cores == 1 ? " core" : " cores") + "), not a GPU: ";
        assertTrue(onCpu(Map.of(), 0, false, "cpu").sentence().startsWith(expected));
    }

    @Test
    void whatIsFoundHereIsTheDeviceThatDjlChoosesHere() {
        String type = Engine.getInstance().defaultDevice().getDeviceType();
        assertEquals(type, DeviceInUse.find().label().split(" ")[0]);
    }

    @Test
    void theEngineThatTheSuiteShipsIsMadeForCpus() {
        assertEquals("cpu", HardwareFacts.flavourOnTheClassPath());
        assertFalse(HardwareFacts.of(machine, Map.of(), OptionalInt.empty(), 0, false, "cpu").cudaEngine());
    }
}
