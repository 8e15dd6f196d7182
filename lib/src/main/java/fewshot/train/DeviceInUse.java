package fewshot.train;

import java.util.List;

/**
 * The device that networks are made on, and why that is not a GPU where it is none.
 *
 * <p>A notebook says it in one line: {@code DeviceInUse hardware = DeviceInUse.find(); System.out.println(hardware);}. It
 * only tells: the choice is DJL's, whose default device is the first GPU that its engine can reach, else the CPU.
 *
 * @param label the word for a results file: {@code cpu}, or {@code gpu} with its name behind it where that is known
 * @param sentence the line for a reader, such as {@code Device: CPU (2 cores), not a GPU: this machine has no NVIDIA driver.}
 */
public record DeviceInUse(String label, String sentence) {
    /** The device of this process; loads the engine. */
    public static DeviceInUse find() {
        return of(HardwareFacts.observe());
    }

    /** What follows from the facts. */
    static DeviceInUse of(HardwareFacts facts) {
        return facts.gpu().isPresent() ? gpu(facts) : cpu(facts);
    }

    private static DeviceInUse gpu(HardwareFacts facts) {
        List<String> names = facts.names().stream().distinct().toList();
        // The driver's list is in another order than the engine's: a name is sure only where there is but one.
        String name = names.size() == 1 ? names.get(0) : "";
        String which = facts.gpus() > 1 ? "GPU " + facts.gpu().getAsInt() + " of " + facts.gpus() + " (counted from 0)" : "GPU";
        return new DeviceInUse(
                name.isEmpty() ? "gpu" : "gpu " + name, "Device: " + which + (name.isEmpty() ? "" : ", " + name) + ".");
    }

    private static DeviceInUse cpu(HardwareFacts facts) {
        String cores = facts.cores() == 1 ? "1 core" : facts.cores() + " cores";
        return new DeviceInUse("cpu", "Device: CPU (" + cores + "), not a GPU: " + reason(facts) + ".");
    }

    /** The first thing that would have to change: from the machine up to the engine. */
    private static String reason(HardwareFacts facts) {
        if (!facts.driver()) {
            return "this machine has no NVIDIA driver";
        }
        if (!facts.deviceFile()) {
            return "the machine has an NVIDIA driver but shows this process no GPU (no /dev/nvidia0); a container must be "
                    + "started with its GPUs";
        }
        if (!facts.cudaEngine()) {
            return cpuEngine(facts) + "; see \"On a GPU\" in README.md";
        }
        if (!facts.cuda()) {
            return facts.hidden() ? "CUDA_VISIBLE_DEVICES hides all from the engine"
                    : "the engine is made for CUDA but finds no GPU that it can use; the driver may be too old for it (nvidia-smi "
                            + "tells its CUDA version)";
        }
        if (facts.gpus() == 0) {
            return "the engine reaches CUDA but DJL counts no GPU, for want of libcudart; -Djna.library.path must name its "
                    + "folder (tools/install-kernel.py does that)";
        }
        return "DJL's default device is the CPU, though the engine reaches " + facts.gpus();
    }

    private static String cpuEngine(HardwareFacts facts) {
        String there = facts.names().isEmpty() ? "there is one" : "there is one (" + facts.names().get(0) + ")";
        if (facts.libraryPath().isEmpty()) {
            return there + ", but the PyTorch engine on the class path is made for CPUs alone";
        }
        return there + ", but " + (facts.libraryFound()
                ? "the PyTorch that PYTORCH_LIBRARY_PATH names is made for CPUs alone"
                : "PYTORCH_LIBRARY_PATH is " + facts.libraryPath() + ", where no libtorch is, and the engine on the class path "
                        + "is made for CPUs alone");
    }

    /** The line for a reader. */
    @Override
    public String toString() {
        return sentence;
    }
}
