"""JupyterLab, served until standard input closes: whoever started it is gone, or wants it to end."""

import os
import signal
import sys
import threading

from our_jupyter import keep_machine_out, refuse_other_kernels

keep_machine_out()


def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()

from jupyter_server.serverapp import ServerApp  # noqa: E402
from jupyter_server.services.contents.filemanager import FileContentsManager  # noqa: E402
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager  # noqa: E402
from jupyterlab.labapp import main  # noqa: E402, what is said above has to come first
from tornado.web import HTTPError  # noqa: E402

# A page with the token in it that others could read, for a browser that Jupyter opens itself.
ServerApp.no_browser_open_file = True
refuse_other_kernels()

# A run is not to change what git knows: the next pull would refuse to write over it.
read_only = set(filter(None, os.environ.pop("LAB_READ_ONLY", "").split("\n")))
can_write = FileContentsManager.is_writable


def is_writable(self, path):
    return path.strip("/") not in read_only and can_write(self, path)


def holds_read_only(path):
    """Whether a path is a read-only file or a folder with one in it."""
    path = path.strip("/")
    return any(file == path or file.startswith(f"{path}/") for file in read_only)


def guarded(name):
    """The method, which refuses a path or new path that is read only."""
    wrapped = getattr(AsyncLargeFileManager, name)

    async def method(self, *args, **kwargs):
        for path in [*args, *kwargs.values()]:
            if isinstance(path, str) and holds_read_only(path):
                raise HTTPError(403, f"{path} is the lab's own: your copies are in my/", reason="read only")
        return await wrapped(self, *args, **kwargs)

    setattr(AsyncLargeFileManager, name, method)


FileContentsManager.is_writable = is_writable
for method_name in ["save", "delete_file", "rename_file"]:
    guarded(method_name)

sys.exit(main())
