"""Stands for Ray in tests of driver.py and node.py: one node, one task after another, in threads."""

import os
import types
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait as wait_for

from . import cloudpickle, exceptions, util

__version__ = "made up"
NODE = "one"
_tasks = ThreadPoolExecutor(1)
_calls = ThreadPoolExecutor(1)


def init(address, **_):
    if address == os.environ.get("MADE_UP_GONE"):
        raise ConnectionError("nobody answers")


def shutdown():
    pass


def nodes():
    return [{"NodeID": NODE, "Alive": True, "Resources": {"CPU": 1.0}}]


def get_runtime_context():
    return types.SimpleNamespace(get_node_id=lambda: NODE)


def put(value):
    return _Put(value)


class _Put:
    def __init__(self, value):
        self.value = value


class _Remote:
    def __init__(self, what, options=None):
        self.what, self.chosen = what, options or {}

    def options(self, **chosen):
        return _Remote(self.what, chosen)

    def remote(self, *words):
        words = [word.value if isinstance(word, _Put) else word for word in words]
        if isinstance(self.what, type):
            actor = self.what(*words)
            names = [name for name in dir(actor) if not name.startswith("_")]
            methods = {n: getattr(actor, n) for n in names if callable(getattr(actor, n))}
            return types.SimpleNamespace(
                **{n: _Remote(lambda *w, m=m: m(*w), {"actor": True}) for n, m in methods.items()}
            )
        if self.chosen.get("actor"):
            return _calls.submit(self.what, *words)
        return _tasks.submit(self._tried, *words)

    def _tried(self, *words):
        try:
            return self.what(*words)
        except Exception as error:
            raise exceptions.RayTaskError(error) from error


def remote(what):
    return _Remote(what)


def get(ref):
    return ref.result()


def wait(refs, num_returns=1, timeout=None):
    wait_for(refs, timeout=timeout, return_when=FIRST_COMPLETED)
    done = [ref for ref in refs if ref.done()][:num_returns]
    return done, [ref for ref in refs if ref not in done]
