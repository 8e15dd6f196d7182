"""tools/gpu-check, as far as it can run without a GPU."""
import re

import pytest

from suite import run

CHECK = "tools/gpu-check"
STEP = re.compile(r"\| (0\d): .* \| ([\d.]+) \| (\d+) \|")


@pytest.fixture(scope="module")
def device():
    done = run("tools/java", "tools/GpuCheck.java", "device")
    return done.returncode, done.stdout.strip()


def test_a_machine_without_a_gpu_is_told_in_one_line_that_nothing_was_checked(device):
    if device[0] == 0:
        pytest.skip("there is a GPU")
    done = run(CHECK)
    assert (done.returncode, done.stdout) == (2, f"gpu-check: nothing was checked. {device[1]}\n")


def test_the_steps_on_the_cpu_are_rows_of_a_table():
    done = run(CHECK, "--cpu", "--smoke")
    assert done.returncode == 0, done.stderr
    head, _, *rows = done.stdout.splitlines()
    found = [STEP.match(row).groups() for row in rows]
    assert [notebook for notebook, _, _ in found] == ["02", "07"]
    assert all(float(steps) > 0 for _, steps, _ in found)
    assert {row.count("|") for row in rows} == {head.count("|")}


def test_the_same_device_twice_has_the_same_losses(device):
    if device[0] == 0:
        pytest.skip("there is a GPU, which is the other half then")
    for notebook in ("02", "07"):
        done = run("tools/java", "tools/GpuCheck.java", notebook, "--smoke", OMP_NUM_THREADS=1)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip().endswith("| 0.0e+00 | 0.0e+00 |"), done.stdout


def test_another_word_is_refused_before_anything_runs():
    done = run(CHECK, "--fast")
    assert (done.returncode, done.stdout) == (64, "")
    assert "no option --fast" in done.stderr
