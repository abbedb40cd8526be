"""Starts the servers of a class, each within limits, and ends what goes beyond them."""

import asyncio
import json
import os
import subprocess
import sys
import time

from class_usage import at_work, end, home_bytes, of_user, processes
from jupyterhub.spawner import LocalProcessSpawner
from systemd_scope import systemd_scope
from traitlets import Dict

here = os.path.dirname(os.path.abspath(__file__))
memory_seconds, disk_seconds = 4, 20


def tell_teacher(text):
    print(f"class: {text}", file=sys.stderr, flush=True)


class ClassSpawner(LocalProcessSpawner):
    settings = Dict(help="What npm run class has written, see hub-settings.ts.").tag(config=True)

    looked_at_memory = looked_at_disk = 0.0
    over_disk = False

    # What all spawners have seen of the processes of the machine, and when.
    seen = (0.0, [])

    @property
    def who(self):
        return self.settings["users"][self.user.name]

    @property
    def uid(self):
        return self.who["uid"] if self.settings["isRoot"] else None

    @property
    def home(self):
        return os.path.join(self.settings["places"]["homes"], self.user.name)

    def user_env(self, env):
        env["USER"] = env["LOGNAME"] = self.user.name
        env["SHELL"] = "/bin/sh"
        for name, value in self.settings["userEnvironment"].items():
            env[name] = value.replace("{home}", self.home).replace("{uid}", str(self.who["uid"]))
        return env

    def make_preexec_fn(self, name):
        return None  # as_user.py does it, after systemd.

    def command(self):
        places, limits = self.settings["places"], self.settings["limits"]
        who = {
            "uid": self.uid,
            "home": self.home,
            "runtime": os.path.join(places["sockets"], str(self.who["uid"])),
            "limits": limits,
            "cores": self.who["cores"],
            "prepare": [
                *[places["node"], "--import", places["tsx"], f"{here}/prepare-home.ts"],
                *[places["root"], self.home],
            ],
        }
        start = [places["python"], f"{here}/as_user.py", json.dumps(who)]
        unit = f"residual-lab-class-{self.user.name}-{time.time_ns()}"
        server = [places["python"], f"{here}/user_server.py"]
        return systemd_scope(self.settings, unit) + start + server

    async def start(self):
        end(self.processes(fresh=True))  # Of a server that was killed.
        self.cmd = self.command()
        self.notebook_dir = self.home
        self.popen_kwargs = {"stdin": subprocess.PIPE, "cwd": "/"}
        self.over_disk = False
        return await super().start()

    async def stop(self, now=False):
        self.tell_user("the hub ended your server: nobody had used it, or you or the teacher asked for it. "
                       "Files are as you saved them.")
        await asyncio.sleep(0.5)  # To write it down.
        await super().stop(now)
        for _ in range(5):
            left = self.processes(fresh=True)
            if not left:
                break
            end(left)
            await asyncio.sleep(0.1)

    async def poll(self):
        status = await super().poll()
        if status is None and self.proc is not None:
            await self.look()
        return status

    def processes(self, fresh=False):
        when, found = ClassSpawner.seen
        if fresh or time.monotonic() - when > memory_seconds / 2:
            ClassSpawner.seen = (time.monotonic(), processes())
        return of_user(ClassSpawner.seen[1], uid=self.uid, name=self.user.name)

    async def look(self):
        """Ends what takes too much memory, and all that works while the home is too large."""
        limits, now = self.settings["limits"], time.monotonic()
        if now - self.looked_at_memory > memory_seconds:
            self.looked_at_memory = now
            own = self.processes()
            megabytes = sum(process["kilobytes"] for process in own) / 1000
            if megabytes > limits["memoryMb"]:
                largest = max(own, key=lambda process: process["kilobytes"])
                end([largest])
                self.tell_both(f"took {megabytes:.0f} MB of memory, with a limit of {limits['memoryMb']}: "
                               "the process that took most was ended")
        if now - self.looked_at_disk > disk_seconds:
            self.looked_at_disk = now
            gigabytes = await asyncio.to_thread(home_bytes, self.home) / 1e9
            over = gigabytes > limits["diskGb"]
            if over:
                end(at_work(self.processes(fresh=True), server=self.pid))
                if not self.over_disk:
                    self.tell_both(f"took {gigabytes:.1f} GB of disk, with a limit of {limits['diskGb']}: "
                                   "cells are ended until files are deleted")
            self.over_disk = over

    def tell_both(self, text):
        tell_teacher(f"{self.user.name} {text}")
        self.tell_user(f"you {text}")

    def tell_user(self, text):
        try:
            pipe = self.proc.stdin.fileno()
            # Who does not read must not keep the hub waiting.
            os.set_blocking(pipe, False)
            os.write(pipe, f"{text}\n".encode())
        except (AttributeError, OSError, ValueError):
            pass  # Their server has ended, or does not listen.
