"""A spawner that keeps each user's server, and all that it starts, within a share of memory, processor time and processes.

It needs neither systemd nor Docker: it writes the control groups itself, of version 2 or 1, which root may do on most machines.
Where it may not, each process of a user gets a limit of its own (setrlimit), which is weaker: two processes may have twice as much.
"""
import os
import resource
import signal
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Integer

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


class LimitedSpawner(LocalProcessSpawner):
    process_limit = Integer(500, help="Processes and threads of a user; a Java kernel has about fifty.").tag(config=True)

    def make_preexec_fn(self, name):
        become_user = super().make_preexec_fn(name)
        groups = control_groups(name, self.mem_limit, self.cpu_limit, self.process_limit)
        if not groups:
            self.log.warning("No control groups here: limits for %s hold for each process by itself.", name)

        def preexec():
            for group in groups:
                (group / "cgroup.procs").write_text(str(os.getpid()))
            if not groups:
                if self.mem_limit:
                    resource.setrlimit(resource.RLIMIT_DATA, (self.mem_limit, self.mem_limit))
                resource.setrlimit(resource.RLIMIT_NPROC, (self.process_limit, self.process_limit))
                os.nice(5)
            become_user()

        return preexec

    async def stop(self, now=False):
        """Ends the server, and what it has left behind: a program that a cell has started would go on for ever."""
        await super().stop(now)
        end_all(control_groups(self.user.name, self.mem_limit, self.cpu_limit, self.process_limit))
