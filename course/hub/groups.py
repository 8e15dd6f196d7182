"""Control groups of the kernel, one for each user: how much memory and processor time and how many processes they may have."""
import os
import signal
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OURS = "fewshot"
PERIOD = 100_000  # microseconds


def write(folder, **settings):
    """Writes what the kernel has of these; __ stands for a point in a name."""
    for name, value in settings.items():
        file = folder / name.replace("__", ".")
        if file.exists():
            file.write_text(str(value))


def control_groups(user, memory, processors, processes, root=GROUPS):
    """Makes a user's groups and returns their folders; none if this machine does not let us."""
    quota = int(processors * PERIOD) if processors else None
    try:
        if (root / "cgroup.controllers").exists():  # version 2: one group for all
            for folder in (root, root / OURS):
                folder.mkdir(exist_ok=True)
                (folder / "cgroup.subtree_control").write_text("+memory +cpu +pids")
            own = root / OURS / user
            own.mkdir(exist_ok=True)
            write(own, memory__max=memory or "max", memory__swap__max=0, cpu__max=f"{quota or 'max'} {PERIOD}", pids__max=processes)
            return [own]
        made = []
        for kind in ("memory", "cpu", "pids"):  # version 1: one for each kind
            own = root / kind / OURS / user
            own.mkdir(parents=True, exist_ok=True)
            made.append(own)
        if memory:
            # The larger of the two limits, memory with swap, has to be raised first and lowered last.
            for name in ("memory.memsw.limit_in_bytes", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"):
                try:
                    write(made[0], **{name.replace(".", "__"): memory})
                except OSError:
                    continue
        write(made[1], cpu__cfs_quota_us=quota or -1)
        write(made[2], pids__max=processes)
        return made
    except OSError:
        return []


def end_all(groups):
    """Ends every process in these groups."""
    for group in groups[:1]:  # each process is in all of them
        for process in (group / "cgroup.procs").read_text().split():
            try:
                os.kill(int(process), signal.SIGKILL)
            except ProcessLookupError:
                pass
