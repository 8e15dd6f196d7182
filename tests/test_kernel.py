"""The Java kernel by itself: how fast it is there, what it shows, and what its stop button leaves."""
import base64
import json
import re
import time

import pytest
from jupyter_client.manager import KernelManager

from suite import ROOT, environment

pytestmark = pytest.mark.alone
PLOTLY, PNG, HTML, TEXT = "application/vnd.plotly.v1+json", "image/png", "text/html", "text/plain"
CHART = """
import fewshot.show.*;
import static fewshot.show.Show.show;
Chart chart = Chart.of("Squares", "side (cm)", "area (cm²)").line("square", new double[] {1, 2, 3}, new double[] {1, 4, 9});
"""
TRAINING = """
import fewshot.data.glyph.Glyphs;
import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.*;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.*;
import fewshot.show.*;
import fewshot.train.Training;
Split split = Glyphs.split();
Network network = Network.encoder(8, 1);
PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, new Adam(1e-3f)));
EpisodeSampler episodes = new EpisodeSampler(split.train(), 5, 1, 3, 1);
Training training = new Training(() -> learner.step(episodes.next(1))).listen(new TrainingView("Prototypical", 20));
"""


class Cell:
    """What one execution sent: its reply, and everything that it showed, in order."""

    def __init__(self, reply, messages):
        self.status = reply["status"]
        self.shown = [m["content"]["data"] for m in messages if m["msg_type"] in ("display_data", "execute_result", "update_display_data")]
        self.error = "".join(f"{m['content']['ename']}: {m['content']['evalue']}" for m in messages if m["msg_type"] == "error")
        self.types = [m["msg_type"] for m in messages]
        self.contents = [m["content"] for m in messages]
        self.stdout, self.stderr = (
            "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name)
            for name in ("stdout", "stderr"))


class Kernel:
    def __init__(self, folder, **more):
        self.began = time.monotonic()
        self.manager = KernelManager(kernel_name="java")
        self.manager.start_kernel(cwd=str(folder), env=environment(**{"FEWSHOT_DATA": "glyphs", **more}))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, stop_when=None, pause=0.3, timeout=60):
        """Runs a cell; presses stop once, a pause after a message that fits. `stopping` is how long it then went on."""
        identifier = self.client.execute(code)
        messages, pressed, end = [], None, time.monotonic() + timeout
        while time.monotonic() < end:
            message = self.client.get_iopub_msg(timeout=end - time.monotonic())
            if message["parent_header"].get("msg_id") != identifier:
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            if stop_when and pressed is None and stop_when(message):
                # JJava loses an interrupt that comes between two statements of a cell.
                time.sleep(pause)
                self.manager.interrupt_kernel()
                pressed = time.monotonic()
        ended = time.monotonic()
        while (reply := self.client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != identifier:
            pass
        cell = Cell(reply["content"], messages)
        cell.stopping = pressed and ended - pressed
        return cell


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    kernel = Kernel(tmp_path_factory.mktemp("kernel"))
    try:
        yield kernel
    finally:
        kernel.stop()


def assert_chart(bundle):
    assert set(bundle) == {PLOTLY, PNG, TEXT}
    assert bundle[PLOTLY]["data"][0]["y"] == [1, 4, 9]
    assert base64.b64decode(bundle[PNG]).startswith(b"\x89PNG")
    assert "Squares" in bundle[TEXT] and "area (cm²)" in bundle[TEXT]


def test_the_first_plot_is_there_ten_seconds_after_the_kernel_was_started(kernel):
    cell = kernel.run(CHART + "chart")
    assert time.monotonic() - kernel.began < 10
    assert (cell.status, cell.stdout, cell.stderr) == ("ok", "", "")
    (bundle,) = cell.shown
    assert_chart(bundle)


def test_show_draws_in_the_middle_of_a_cell_in_order(kernel):
    cell = kernel.run(CHART + 'System.out.println("before"); show(chart); System.out.println("after");')
    order = [c.get("text", "").strip() or "picture" for t, c in zip(cell.types, cell.contents)
             if t in ("stream", "display_data")]
    assert order == ["before", "picture", "after"]
    assert_chart(cell.shown[0])


def test_a_cell_that_ends_on_an_image_grid_shows_a_picture_and_its_text(kernel):
    cell = kernel.run("import fewshot.show.*;\nImageGrid.of(2, 2, new byte[][] {{0, 1, 0, 1}, {1, 0, 1, 0}})")
    (bundle,) = cell.shown
    assert set(bundle) == {PNG, TEXT}
    assert base64.b64decode(bundle[PNG]).startswith(b"\x89PNG")
    assert len(bundle[TEXT].split()) >= 2


def test_a_cell_that_ends_on_a_table_shows_its_rows_and_no_script(kernel):
    cell = kernel.run("""import tech.tablesaw.api.*;
        Table.create("t", StringColumn.create("who", "a<b", "c"), DoubleColumn.create("how much", 1.5, 22.25))""")
    (bundle,) = cell.shown
    assert set(bundle) == {HTML, TEXT}
    words = re.sub(r"<[^>]+>", " ", bundle[HTML]).split()
    assert words == ["t", "who", "how", "much", "a&lt;b", "1.5", "c", "22.25"]
    assert "<script" not in bundle[HTML]
    assert "22.25" in bundle[TEXT]


def steps(kernel):
    return int(kernel.run("System.out.print(training.steps());").stdout)


def test_stop_ends_the_training_cell_in_three_seconds_keeps_its_variables_and_training_goes_on(kernel):
    assert kernel.run(TRAINING).status == "ok"
    # The stop meets now a step, now the drawing of the curve.
    for pause in (0.05, 0.15, 0.25, 0.35, 0.45):
        before = steps(kernel)
        cell = kernel.run('training.until(1_000_000); System.out.println("not reached");', pause=pause,
                          stop_when=lambda m: m["msg_type"] == "update_display_data")
        assert cell.status == "error" and "Interrupted" in cell.error
        assert cell.stopping < 3
        assert cell.stdout == ""
        time.sleep(1)  # the cell is over before its last step is
        done = steps(kernel)
        time.sleep(0.5)
        assert steps(kernel) == done, "the training goes on behind the free cell"
        shown = [int(m[1]) for b in cell.shown if (m := re.match(r"Prototypical (\d+)/1000000, ", b[TEXT]))]
        assert len(shown) > 1 and shown == sorted(shown) and before < shown[-1] <= done
    later = kernel.run('System.out.println(training.until(training.steps() + 5).steps());')
    assert (later.status, later.stdout, later.stderr) == ("ok", f"{done + 5}\n", "")


def test_stop_ends_a_cell_that_evaluates(kernel):
    assert kernel.run(TRAINING + "import fewshot.evaluate.*;").status == "ok"
    cell = kernel.run('System.out.println("go"); Evaluator.evaluate(learner, episodes, 1_000_000);',
                      stop_when=lambda m: m["msg_type"] == "stream")
    assert cell.status == "error" and "Interrupted" in cell.error
    assert cell.stopping < 3
    assert kernel.run("System.out.print(1 + 1);").stdout == "2"


def cells(notebook, *numbers):
    """Some code of a notebook."""
    found = json.loads((ROOT / "notebooks" / notebook).read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(found[number]["source"]) for number in numbers)


# What the cells of notebook 08 repeat, each a line: none is a Training.
REPEATED = ["sineStep(waveNet, waveBlock, waves.batch(i, 10, 50, 1), 5, 1)", "mamlOnWaves.step(batch)", "quick.step(List.of(task))",
            "try (NDManager m = NDManager.newBaseManager()) { quick.logits(m, task); }",
            "Minimiser.designed(() -> new Adam(0.1f)).minimise(bowls, 3)"]
LOOPS = """
import fewshot.data.glyph.Glyphs;
import fewshot.episode.problem.Quadratics;
int[] done = {0};
Network waveNet = Network.sine(1), start = Network.classifier(8, 5, 1);
FunctionalBlock waveBlock = new FunctionalBlock(waveNet.block());
SineTasks waves = new SineTasks(1);
SineBatch batch = waves.batch(0, 25, 10, 10);
SineLearner mamlOnWaves = new SineLearner("MAML", waveNet, new InnerLoop(UpdateRule.descent(0.01), 1, Order.SECOND), new GradientDescent(waveNet, new Adam(1e-3f)));
Reptile quick = Reptile.of(start, Inner.adam(1e-2, 5, 10), Inner.adam(1e-2, 5, 5), step -> 0.1, 1);
Episode task = new EpisodeSampler(Glyphs.split().train(), 5, 10, 1, 2).next();
Quadratics bowls = Quadratics.draw(20, 10, 1, 0);
"""


@pytest.fixture(scope="module")
def looping(kernel):
    first = kernel.run(cells("08-reptile.ipynb", 1, 17) + LOOPS)
    assert (first.status, first.error) == ("ok", "")
    return kernel


@pytest.mark.parametrize("repeated", REPEATED)
def test_no_loop_of_a_cell_goes_on_behind_the_free_cell(looping, repeated):
    body = repeated if repeated.endswith("}") else repeated + ";"
    looping.run("done[0] = 0;")
    cell = looping.run(f'for (int i = 1; i <= 10_000_000; i++) {{ {body} if (done[0]++ == 0) {{ System.out.println("go"); }} }}',
                       stop_when=lambda m: m["msg_type"] == "stream")
    assert cell.status == "error" and "Interrupted" in cell.error
    assert cell.stopping < 3
    time.sleep(1)  # the cell is over before its last step is
    done = int(looping.run("System.out.print(done[0]);").stdout)
    time.sleep(0.5)
    assert int(looping.run("System.out.print(done[0]);").stdout) == done > 0, "the loop goes on behind the free cell"
    again = looping.run(f"for (int i = 1; i <= 2; i++) {{ {body} }}")
    assert (again.status, again.error, again.stderr) == ("ok", "", "")
