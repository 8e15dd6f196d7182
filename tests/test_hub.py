"""The share of the machine that a user of the hub gets, in folders that stand for the kernel's."""
import subprocess
import sys

import pytest

from suite import ROOT

sys.path.insert(0, str(ROOT / "course" / "hub"))
import groups  # noqa: E402


@pytest.fixture
def version_1(tmp_path):
    for kind, files in {"memory": ["memory.limit_in_bytes"], "cpu": ["cpu.cfs_quota_us"], "pids": ["pids.max"]}.items():
        folder = tmp_path / kind / "fewshot" / "ada"
        folder.mkdir(parents=True)
        for name in files:
            (folder / name).write_text("-1")
    return tmp_path


def test_version_1_has_a_group_for_each_kind_with_its_limit(version_1):
    made = groups.control_groups("ada", 2**30, 1.5, 300, version_1)
    assert made == [version_1 / kind / "fewshot" / "ada" for kind in ("memory", "cpu", "pids")]
    assert [(made[0] / "memory.limit_in_bytes").read_text(), (made[1] / "cpu.cfs_quota_us").read_text(), (made[2] / "pids.max").read_text()] == [
        str(2**30), "150000", "300"]


def test_version_2_has_one_group_for_all_kinds(tmp_path):
    own = tmp_path / "fewshot" / "ada"
    own.mkdir(parents=True)
    (tmp_path / "cgroup.controllers").write_text("memory cpu pids")
    for name in ("memory.max", "memory.swap.max", "cpu.max", "pids.max"):
        (own / name).write_text("max")
    assert groups.control_groups("ada", 2**30, 0.5, 300, tmp_path) == [own]
    assert [(own / name).read_text() for name in ("memory.max", "memory.swap.max", "cpu.max", "pids.max")] == [str(2**30), "0", "50000 100000", "300"]


def test_where_groups_cannot_be_written_there_are_none(tmp_path):
    (tmp_path / "memory").write_text("not a folder")
    assert groups.control_groups("ada", 2**30, 1, 300, tmp_path) == []


def test_what_is_left_in_a_group_is_ended(tmp_path):
    with subprocess.Popen(["sleep", "60"]) as left:
        (tmp_path / "cgroup.procs").write_text(f"{left.pid}\n")
        groups.end_all([tmp_path])
        assert left.wait(10) == -9
