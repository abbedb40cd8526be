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

from jupyterlab.labapp import main  # noqa: E402, what is said above has to come first

sys.exit(main())
