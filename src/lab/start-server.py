"""JupyterLab, served until standard input closes: whoever started it is gone, or wants it to end."""

import os
import signal
import sys
import threading

from jupyter_core import paths

# The reader's settings are kept out by environment variables; these are the machine's.
paths.SYSTEM_CONFIG_PATH.clear()
paths.SYSTEM_JUPYTER_PATH.clear()

# jsonschema, when it finds this package, builds a grammar of web addresses each time it is imported.
# That is two thirds of the server's start, for a check that none of Jupyter's schemas asks for.
sys.modules["rfc3987_syntax"] = None


def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: E402
from jupyter_server.serverapp import ServerApp  # noqa: E402
from jupyterlab.labapp import main  # noqa: E402, what is said above has to come first

# A page with the token in it that others could read, for a browser that Jupyter opens itself.
ServerApp.no_browser_open_file = True

# The list of allowed kernels hides the others; whoever names one of them would still get it.
found_spec = KernelSpecManager.get_kernel_spec


def allowed_spec(self, kernel_name):
    if kernel_name not in self.allowed_kernelspecs:
        raise NoSuchKernel(kernel_name)
    return found_spec(self, kernel_name)


KernelSpecManager.get_kernel_spec = allowed_spec

sys.exit(main())
