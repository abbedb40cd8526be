"""What every Jupyter server of the lab begins with: nothing of the machine's, and our kernel alone."""

import sys


def keep_machine_out():
    """Call before anything else of Jupyter is imported."""
    from jupyter_core import paths

    # The reader's settings are kept out by environment variables; these are the machine's.
    paths.SYSTEM_CONFIG_PATH.clear()
    paths.SYSTEM_JUPYTER_PATH.clear()

    # jsonschema, when it finds this package, builds a grammar of web addresses each time it is
    # imported. That is two thirds of the server's start, for a check that none of Jupyter's schemas
    # asks for.
    sys.modules["rfc3987_syntax"] = None


def refuse_other_kernels():
    """The list of allowed kernels hides the others; whoever names one of them would still get it."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    found_spec = KernelSpecManager.get_kernel_spec

    def allowed_spec(self, kernel_name):
        if kernel_name not in self.allowed_kernelspecs:
            raise NoSuchKernel(kernel_name)
        return found_spec(self, kernel_name)

    KernelSpecManager.get_kernel_spec = allowed_spec
