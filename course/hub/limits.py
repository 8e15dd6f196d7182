"""A spawner that keeps each user's server, and all that it starts, within a share of memory, processor time and processes.

It needs neither systemd nor Docker: it writes the control groups itself, of version 2 or 1, which root may do on most machines.
Where it may not, each process of a user gets a limit of its own (setrlimit), which is weaker: two processes may have twice as much.
"""
import os
import resource

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Integer

from groups import control_groups, end_all


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
