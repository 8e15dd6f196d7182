"""Weights go from here to Python's safetensors and back."""
import numpy
import pytest
from safetensors.numpy import load_file, save_file

from suite import ROOT, run

EXCHANGE = """
import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.nio.file.Path;
import java.util.Arrays;

class Exchange {
    public static void main(String[] folder) throws Exception {
        Path from = Path.of(folder[0], "python.safetensors"), to = Path.of(folder[0], "java.safetensors");
        try (Network linear = new Network(Linear.builder().setUnits(2).build(), new Shape(3), 1, Device.cpu());
                Network encoder = Network.encoder(4, 1)) {
            linear.load(from);
            NDArray x = linear.manager().create(new float[] {1, 10, 100}, new Shape(1, 3));
            System.out.println(Arrays.toString(linear.forward(x, BatchNormMode.INDUCTIVE).toFloatArray()));
            encoder.save(to);
            for (float[] array : encoder.snapshot()) {
                System.out.println(Arrays.toString(array));
            }
        }
    }
}
"""


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    weight = numpy.array([[1, 2, 3], [4, 5, 6]], numpy.float32)
    save_file({"weight": weight, "bias": numpy.array([0.5, -0.5], numpy.float32)}, folder / "python.safetensors",
              metadata={"format": "pt"})
    (folder / "Exchange.java").write_text(EXCHANGE)
    done = run(ROOT / "tools" / "java", folder / "Exchange.java", folder)
    assert done.returncode == 0, done.stderr
    return folder, [numpy.array(line.strip("[]").split(", "), numpy.float32) for line in done.stdout.splitlines()]


def test_a_file_written_in_python_is_read_here(exchanged):
    _, (answer, *_) = exchanged
    assert answer.tolist() == [321.5, 653.5]  # 1·1 + 2·10 + 3·100 + 0.5, and so on


def test_a_network_written_here_is_read_in_python(exchanged):
    folder, (_, *arrays) = exchanged
    read = load_file(folder / "java.safetensors")
    assert read["01StemConvolution_weight"].shape == (4, 1, 3, 3)
    assert read["04Conv2d_weight"].shape == (4, 4, 3, 3)
    assert sum("runningVar" in name for name in read) == 4
    assert [read[name].ravel().tolist() for name in read] == [array.tolist() for array in arrays]
