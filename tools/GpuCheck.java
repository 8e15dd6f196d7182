import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import fewshot.data.Datasets;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.method.EpisodicLearner;
import fewshot.method.gradient.Maml;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.model.encoder.ConvolutionalEncoder;
import fewshot.train.DeviceInUse;
import fewshot.train.PeakMemory;
import java.util.List;
import java.util.Locale;

/**
 * The training steps of notebooks 02 and 07 in their published size, from the same weights on the same episodes on CPU and GPU;
 * tools/gpu-check runs it. {@code GpuCheck device} says which device is in use, and ends with 0 if it is a GPU and with 2 if not;
 * {@code GpuCheck 02} and {@code GpuCheck 07} print a line of the table. {@code --cpu}: no GPU half; {@code --smoke}: small sizes.
 */
public class GpuCheck {
    private static final long SEED = 1;

    /** What one device made of some steps: the loss before each, how fast it was once warm, and the memory that it took. */
    private record Run(double[] losses, double stepsASecond, double megabytes) {}

    private final boolean proto;
    private final boolean smoke;
    private final int filters;
    private final int way;
    private final EpisodeSampler episodes;

    private GpuCheck(String notebook, boolean smoke) {
        this.proto = notebook.equals("02");
        this.smoke = smoke;
        this.filters = smoke ? 8 : ConvolutionalEncoder.FILTERS;
        this.way = proto && !smoke ? 60 : 5;
        this.episodes = new EpisodeSampler(Datasets.omniglotOrGlyphs().withRotations().train(), way, 1, proto ? 5 : 1, SEED);
    }

    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.contains("device")) {
            DeviceInUse device = DeviceInUse.find();
            System.out.println(device);
            System.exit(Engine.getInstance().defaultDevice().isGpu() ? 0 : 2);
        }
        System.out.println(new GpuCheck(words.get(0), words.contains("--smoke")).row(!words.contains("--cpu")));
    }

    private String row(boolean gpu) {
        float[][] start;
        try (Network network = network(Device.cpu())) {
            start = network.snapshot();
        }
        Run cpu = run(Device.cpu(), start);
        String row = String.format(Locale.ROOT, "| %s | %.2f | %.0f |", title(), cpu.stepsASecond, cpu.megabytes);
        if (!gpu) {
            return row + " | | | | |";
        }
        Run other = run(Engine.getInstance().defaultDevice(), start);
        double largest = 0;
        for (int i = 0; i < cpu.losses.length; i++) {
            largest = Math.max(largest, Math.abs(cpu.losses[i] - other.losses[i]));
        }
        return row + String.format(Locale.ROOT, " %.2f | %.0f | %.1f | %.1e | %.1e |", other.stepsASecond, other.megabytes,
                other.stepsASecond / cpu.stepsASecond, Math.abs(cpu.losses[0] - other.losses[0]), largest);
    }

    private String title() {
        String size = ", " + way + "-way 1-shot, " + filters + " filters";
        return proto ? "02: Prototypical" + size + ", 5 queries a class" : "07: MAML, second order" + size + ", " + tasks() + " tasks";
    }

    private int tasks() {
        return proto ? 1 : smoke ? 2 : 32;
    }

    private Network network(Device device) {
        return new Network(proto ? ConvolutionalEncoder.create(filters) : ConvolutionalEncoder.classifier(filters, way),
                new Shape(1, 28, 28), SEED, device);
    }

    private Run run(Device device, float[][] start) {
        int warm = smoke ? 2 : 10;
        double[] losses = new double[3 * warm];
        double[] seconds = {0};
        try (Network network = network(device); Adam adam = new Adam(1e-3f)) {
            network.restore(start);
            EpisodicLearner learner = proto ? PrototypicalNetwork.of(network, new GradientDescent(network, adam))
                    : Maml.of(network, new InnerLoop(UpdateRule.descent(0.4), 1, InnerLoop.Order.SECOND), 1,
                            new GradientDescent(List.of(network), adam, 1));
            double megabytes = peak(device, () -> {
                long began = 0;
                for (int i = 0; i < losses.length; i++) {
                    began = i == warm ? System.nanoTime() : began;
                    losses[i] = learner.step(episodes.batch(i, tasks())).loss();
                }
                seconds[0] = (System.nanoTime() - began) / 1e9;
            });
            return new Run(losses, (losses.length - warm) / seconds[0], megabytes);
        }
    }

    /** On a GPU the engine keeps what it has had, so what is gone after the work is the most that it took. */
    private static double peak(Device device, Runnable work) {
        if (!device.isGpu()) {
            return PeakMemory.of(work).orElse(0) / 1e6;
        }
        long before = CudaUtils.getGpuMemory(device).getUsed();
        work.run();
        return (CudaUtils.getGpuMemory(device).getUsed() - before) / 1e6;
    }
}
