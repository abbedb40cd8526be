"""The process between a sweep and a Ray cluster; started by cluster-driver.ts, which protocol.ts
says how to speak to: lines of JSON on stdin and stdout.

    python driver.py ROOT NODE PLACE PATIENCE

    ROOT      folder of the project here
    NODE      the program that runs workers where a node names none
    PLACE     HOST:PORT of a cluster's head, or local:N for one of N processors that ends with this process
    PATIENCE  seconds to wait for a head that does not answer
"""

import glob
import json
import os
import queue
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time

os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_DEDUP_LOGS="0", RAY_COLOR_PREFIX="0")
# A head that is gone for good is noticed after so many seconds, and by a crash.
os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "20")


def authenticate(place, root):
    """Has Ray ask everybody for a token, and leaves the home folder alone."""
    if any(name.startswith("RAY_AUTH_") for name in os.environ):
        return
    token = os.path.join(root, ".cache", "cluster-token")
    if place.startswith("local:"):
        os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(32))
    elif os.path.exists(token):
        os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=token)


# Ray reads all this while it is imported.
authenticate(place=sys.argv[3], root=sys.argv[1])
sys.dont_write_bytecode = True  # The folder of the sources stays as it is.
import node as on_node
import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

PULSE_SECONDS = 0.2
SHARES_SECONDS = 1
SHARES_AT_MOST = 500
NODES_SECONDS = 2

# What is printed here by others must not get between the lines of the protocol.
protocol = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
writing = threading.Lock()


def tell(**news):
    with writing:
        protocol.write(json.dumps(news) + "\n")
        protocol.flush()


def beat():
    while True:
        tell(kind="pulse")
        time.sleep(PULSE_SECONDS)


def read(orders):
    for line in sys.stdin:
        orders.put(json.loads(line))
    orders.put(None)
    time.sleep(5)
    os._exit(1)  # Ray did not let go.


class Refused(Exception):
    pass


def tidy_up_after_others():
    """Deletes what drivers have left that were ended at once."""
    for folder in glob.glob(os.path.join(tempfile.gettempdir(), "lab-ray-*-*")):
        pid = os.path.basename(folder).split("-")[2]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            pass


def connect(place, patience):
    quiet = {"logging_level": "ERROR", "log_to_driver": True}
    kind, _, processors = place.rpartition(":")
    if kind == "local":
        tidy_up_after_others()
        # Short: the paths of sockets have room for a hundred letters.
        folder = tempfile.mkdtemp(prefix=f"lab-ray-{os.getpid()}-")
        ray.init(
            address="local",
            num_cpus=int(processors),
            include_dashboard=False,
            object_store_memory=100_000_000,
            _temp_dir=folder,
            **quiet,
        )
        return lambda: shutil.rmtree(folder, ignore_errors=True)
    until = time.monotonic() + patience
    while True:
        try:
            ray.init(address=place, **quiet)
            return lambda: None
        except Exception as error:  # Ray has no common class for these.
            ray.shutdown()
            if time.monotonic() < until:
                time.sleep(2)
                continue
            reason = " ".join(str(error).split())[:300]
            raise Refused(
                f"it cannot be reached ({reason}): its head must run, with Ray {ray.__version__} and "
                f"Python {sys.version.split()[0]}, and this machine must be one of its nodes "
                f"(npm run cluster -- join {place} --processors 0)"
            ) from error


class Sweep:
    """The orders that have not ended, and what is known of the nodes."""

    def __init__(self, project):
        self.project = ray.put(project)
        # Progress is told by many at once, and may be lost.
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
        options = {"num_cpus": 0, "max_restarts": -1, "scheduling_strategy": here}
        self.board = ray.remote(on_node.Board).options(**options).remote()
        self.shares = self.board.take.remote()
        self.task = ray.remote(on_node.run_task)
        self.waiting = []
        self.running = {}
        self.unfit = {}
        self.nodes = {}
        self.asked = {"nodes": 0.0, "shares": 0.0}
        self.said_empty = False

    def due(self, what, seconds):
        now = time.monotonic()
        if now < self.asked[what] + seconds:
            return False
        self.asked[what] = now
        return True

    def look(self):
        """Which nodes there are; refuses where none of them can run a task of ours."""
        try:
            alive = {n["NodeID"]: n["Resources"].get("CPU", 0) for n in ray.nodes() if n["Alive"]}
        except Exception:
            return  # The head is away: Ray waits for it, or ends this process.
        able = {name: count for name, count in alive.items() if count >= 1}
        self.nodes = {name: count for name, count in able.items() if name not in self.unfit}
        if able and not self.nodes:
            raise Refused("no node of it can run the project (" + "; ".join(self.unfit.values()) + ")")
        if not able and not self.said_empty:
            self.said_empty = True
            tell(kind="note", message="The Ray cluster has no processors yet: waiting for a node.")

    def submit(self):
        # Not all at once: a node that is left out gives back what it was sent.
        room = 2 * sum(self.nodes.values()) + 16
        while self.waiting and self.nodes and len(self.running) < room:
            order = self.waiting.pop(0)
            processors = min(order["task"]["processors"], max(self.nodes.values()))
            options = {"num_cpus": processors, "max_retries": 5, "retry_exceptions": [ChildProcessError]}
            if self.unfit:
                options["label_selector"] = {"ray.io/node-id": f"!in({','.join(self.unfit)})"}
            # However many tell how far they are, the board hears a few hundred a second.
            share_every = max(SHARES_SECONDS, sum(self.nodes.values()) / SHARES_AT_MOST)
            words = (order, processors, self.project, self.board, share_every)
            ref = self.task.options(**options).remote(*words)
            self.running[ref] = order

    def collect(self):
        refs = list(self.running)
        ready, _ = ray.wait(refs, num_returns=1, timeout=PULSE_SECONDS)
        if ready:
            ready, _ = ray.wait(refs, num_returns=len(refs), timeout=0)
        for ref in ready:
            order = self.running.pop(ref)
            end = outcome(ref)
            if end["kind"] != "unfit":
                tell(kind="end", id=order["id"], end=end)
                continue
            if end["node"] not in self.unfit:
                self.unfit[end["node"]] = end["message"]
                tell(kind="note", message=f"{end['message']}. It is left out.")
                self.asked["nodes"] = 0.0
            self.waiting.append(order)

    def progress(self):
        if not ray.wait([self.shares], timeout=0)[0]:
            return
        try:
            for id, share in ray.get(self.shares).items():
                tell(kind="share", id=id, share=share)
        except ray.exceptions.RayError:
            pass
        self.shares = self.board.take.remote()


def outcome(ref):
    try:
        return ray.get(ref)
    except ray.exceptions.RayTaskError as error:
        return {"kind": "failed", "message": str(error.cause or error), "stack": ""}
    except ray.exceptions.RayError as error:
        first = str(error).strip().split("\n")[0]
        return {"kind": "failed", "message": f"each worker that ran it was lost: {first}", "stack": ""}


def drive(orders, root, node):
    sweep = None
    leave_at = None
    while True:
        busy = sweep is not None and (sweep.running or sweep.waiting)
        try:
            order = orders.get(timeout=0 if busy else PULSE_SECONDS)
        except queue.Empty:
            order = {}
        if order is None:
            return
        if order.get("do") == "leave":
            leave_at = time.monotonic() + order["after"]
        elif order.get("do") == "run":
            leave_at = None
            sweep = sweep or Sweep(on_node.project_here(root, node))
            sweep.waiting.append(order)
        if not busy:
            if leave_at is not None and time.monotonic() > leave_at:
                return
            continue
        if order:
            continue  # More may be there.
        if sweep.due("nodes", NODES_SECONDS):
            sweep.look()
        sweep.submit()
        if sweep.running:
            sweep.collect()
        else:
            time.sleep(PULSE_SECONDS)
        if sweep.due("shares", SHARES_SECONDS):
            sweep.progress()


def main(root, node, place, patience):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = queue.Queue()
    for work in (beat, lambda: read(orders)):
        threading.Thread(target=work, daemon=True).start()
    try:
        tidy = connect(place, float(patience))
        try:
            drive(orders, root, node)
        finally:
            ray.shutdown()
            tidy()
    except Refused as refused:
        tell(kind="refused", message=str(refused))
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
