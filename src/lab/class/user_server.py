"""The server of one user of a class, with JupyterLab as the lab has it.

    LAB_CLASS_PACKAGES   where JupyterHub is, beside the packages of this Python
    LAB_CLASS_IDLE       minutes after which an idle kernel is ended (60)
    LAB_CLASS_HUB        set where the hub holds our standard input: we end with it, and what it
                         writes there, a line each, is for the user and kept in `ended.md` of the home
"""

import os
import signal
import sys
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[0:0] = [here, os.path.dirname(here)]
# JupyterHub's, which has the same versions of what both have.
sys.path.append(os.environ["LAB_CLASS_PACKAGES"])

from class_notes import write_note  # noqa: E402
from our_jupyter import keep_machine_out, refuse_other_kernels  # noqa: E402

keep_machine_out()


def listen_to_hub():
    for line in sys.stdin.buffer:
        write_note(line.decode(errors="replace").strip())
    os.kill(os.getpid(), signal.SIGTERM)
    # Kernels have had their time.
    time.sleep(15)
    os.kill(os.getpid(), signal.SIGKILL)


if os.environ.pop("LAB_CLASS_HUB", ""):
    threading.Thread(target=listen_to_hub, daemon=True).start()

from jupyterhub.singleuser import main  # noqa: E402, what is said above has to come first

refuse_other_kernels()
idle_seconds = 60 * int(os.environ.get("LAB_CLASS_IDLE", "60"))
sys.argv += [
    "--log-level=ERROR",
    "--KernelSpecManager.ensure_native_kernel=False",
    "--KernelSpecManager.allowed_kernelspecs=tslab",
    "--MultiKernelManager.default_kernel_name=tslab",
    "--LanguageServerManager.autodetect=False",
    "--LabApp.extension_manager=readonly",
    # Sockets in a folder of the user's own: on loopback others could read along.
    "--KernelManager.transport=ipc",
    "--ServerApp.kernel_manager_class=user_kernels.UserKernels",
    "--FileContentsManager.pre_save_hook=user_kernels.refuse_shared",
    f"--MappingKernelManager.cull_idle_timeout={idle_seconds}",
    "--MappingKernelManager.cull_interval=60",
]

sys.exit(main())
