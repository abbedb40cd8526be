"""What runs on the nodes of a cluster: a task starts the lab's own Node worker, or goes on with the one
that the last task there has left, and speaks with it as seed-process.ts does.

Ray carries this file to the nodes by value: they hold the project and Node, and no Python of ours.
"""

import fcntl
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import ray
from ray import cloudpickle

cloudpickle.register_pickle_by_value(sys.modules[__name__])

# What the results may depend on, and what the job is told.
SENT = ("TF_", "LAB_", "ONEDNN_", "DNNL_", "OMP_", "NODE_OPTIONS")
OURS = ("LAB_CLUSTER", "LAB_ROOT", "LAB_NODE")
GRACE_SECONDS = 5

# The worker of this process: (what it was started for, the worker, when it is not counted on any more).
kept = []


def project_here(root, node):
    """What a node needs to know of the project of whoever sweeps."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(SENT) and name not in OURS
    }
    return {"root": root, "node": node, "environment": environment, "commit": commit_of(root)}


def commit_of(root):
    def git(*words):
        said = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True)
        return said.stdout.strip() if said.returncode == 0 else None

    try:
        commit = git("rev-parse", "--short=10", "HEAD")
        changed = git("status", "--porcelain", "--", "src", "package-lock.json")
    except OSError:
        return "unknown"
    return "unknown" if commit is None else f"{commit}, changed" if changed else commit


class Board:
    """How far tasks are, until somebody asks."""

    def __init__(self):
        self.shares = {}

    def tell(self, id, share):
        self.shares[id] = share

    def take(self):
        shares, self.shares = self.shares, {}
        return shares


class Unfit(Exception):
    pass


def run_task(order, processors, project, board, share_every):
    """Gives how the task ended; raises ChildProcessError where its process was lost."""
    try:
        return ended(order, processors, project, board, share_every)
    except Unfit as unfit:
        context = ray.get_runtime_context()
        address = ray.util.get_node_ip_address()
        message = f"Node {address} ({socket.gethostname()}) {unfit}"
        return {"kind": "unfit", "node": context.get_node_id(), "message": message}


def ended(order, processors, project, board, share_every):
    root = os.environ.get("LAB_ROOT") or project["root"]
    task = order["task"]
    task = {
        **task,
        "module": os.path.normpath(os.path.join(root, os.path.relpath(task["module"], project["root"]))),
        "checked": True,
        "keep": task["keep"] + 1000 * GRACE_SECONDS,
    }
    last_share = 0.0
    worker = worker_for(root, order["epoch"], processors, project)
    for message in worker.run(task):
        if message["kind"] == "share" and time.monotonic() > last_share + share_every:
            last_share = time.monotonic()
            board.tell.remote(order["id"], message["share"])
        elif message["kind"] == "unfit":
            raise Unfit(
                f"has the project at commit {commit_of(root)} in {root}, this machine at "
                f"{project['commit']}, and {message['reason']}: bring both to the same commit, and "
                "run npm run setup there"
            )
        elif message["kind"] in ("done", "failed"):
            kept[0][2] = time.monotonic() + order["task"]["keep"] / 1000
            return message


def worker_for(root, epoch, processors, project):
    """The worker that was left here, where it would compute the same; else a new one."""
    threads = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": str(int(processors))}
    sent = {
        name: value.replace(project["root"], root) for name, value in project["environment"].items()
    }
    # Ray sets the threads of OpenMP by the processors of a task.
    own = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    config = os.path.join(root, "tsconfig.json")
    environment = {"TF_CPP_MIN_LOG_LEVEL": "3", **own, **sent, "TSX_TSCONFIG_PATH": config, **threads}
    environment.pop("LAB_CLUSTER", None)
    wanted = json.dumps([root, epoch, environment], sort_keys=True)
    if kept:
        made_for, worker, until = kept[0]
        if made_for == wanted and time.monotonic() < until and worker.is_alive():
            return worker
        worker.end()
        kept.clear()
    program = os.environ.get("LAB_NODE") or project["node"]
    program = program if os.path.exists(program) else shutil.which("node")
    if program is None:
        raise Unfit("has no Node: install it there, or name the program in LAB_NODE for ray start")
    loader = os.path.join(root, "node_modules", "tsx", "dist", "loader.mjs")
    if not os.path.isdir(os.path.join(root, "src", "runs")):
        raise Unfit(
            f"has no project in {root}: clone it there at commit {project['commit']}, or name its "
            "folder in LAB_ROOT for ray start"
        )
    if not os.path.exists(loader):
        raise Unfit(f"has nothing installed in {root}: run npm run setup there")
    words = ["--import", Path(loader).as_uri(), os.path.join(root, "src", "runs", "seed-worker.ts")]
    worker = Worker([program, *words], environment)
    kept.append([wanted, worker, float("inf")])
    return worker


class Worker:
    """A process of seed-worker.ts. It ends when its end of the pulse closes: with this process."""

    def __init__(self, command, environment):
        self.channel, channel = socket.socketpair()
        self.pulse, pulse = socket.socketpair()
        # Out of the way of the numbers that they get there.
        high = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10) for one in (channel, pulse)]
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, high[0], 3),
            (os.POSIX_SPAWN_DUP2, high[1], 4),
        ]
        environment = {**environment, "NODE_CHANNEL_FD": "3"}
        self.pid = os.posix_spawn(command[0], command, environment, file_actions=actions)
        for one in (channel, pulse):
            one.close()
        for one in high:
            os.close(one)
        self.status = None

    def is_alive(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def end(self):
        if self.is_alive():
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
            self.status = -9
        self.channel.close()
        self.pulse.close()

    def run(self, task):
        """What the worker says of a task, until it is lost."""
        text = b""
        try:
            self.channel.sendall(json.dumps(task).encode() + b"\n")
            while True:
                ready, _, _ = select.select([self.channel, self.pulse], [], [])
                if self.pulse in ready and self.pulse.recv(65536) == b"":
                    break
                if self.channel not in ready:
                    continue
                data = self.channel.recv(1 << 20)
                if data == b"":
                    break
                *lines, text = (text + data).split(b"\n")
                for line in lines:
                    if line.strip():
                        yield json.loads(line)
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.end_lost()

    def end_lost(self):
        for _ in range(50):
            if not self.is_alive():
                break
            time.sleep(0.1)
        self.end()
        how = signal.Signals(-self.status).name if self.status < 0 else f"exit code {self.status}"
        raise ChildProcessError(f"its process ended with {how}, each time that it was tried")
