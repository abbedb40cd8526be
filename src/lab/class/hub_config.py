"""JupyterHub's settings for a class, from the file that LAB_CLASS names (see hub-settings.ts)."""

import json
import os
import signal
import sys
import threading

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)

from class_login import ClassLogin  # noqa: E402
from class_spawner import ClassSpawner  # noqa: E402

with open(os.environ["LAB_CLASS"]) as file:
    lab = json.load(file)
places, limits, idle = lab["places"], lab["limits"], 60 * lab["idleMinutes"]


def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()

c = get_config()  # noqa: F821, JupyterHub gives it
c.JupyterHub.bind_url = lab["bindUrl"]
c.JupyterHub.hub_ip = "127.0.0.1"
c.JupyterHub.hub_port = lab["hubPort"]
if lab["tls"]:
    c.JupyterHub.ssl_cert = lab["tls"]["certificate"]
    c.JupyterHub.ssl_key = lab["tls"]["key"]
c.ConfigurableHTTPProxy.command = [places["node"], f"{here}/proxy.mjs", places["proxy"]]
c.ConfigurableHTTPProxy.api_url = lab["proxyApiUrl"]
c.ConfigurableHTTPProxy.pid_file = os.path.join(places["hub"], "proxy.pid")
# Nothing is kept that a full disk could spoil; after a restart everybody logs in anew.
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cookie_secret_file = os.path.join(places["hub"], "cookie_secret")
c.JupyterHub.cleanup_servers = True
c.JupyterHub.log_level = "WARN"

c.JupyterHub.authenticator_class = ClassLogin
c.ClassLogin.known = {name: {"salt": user["salt"], "hash": user["hash"]} for name, user in lab["users"].items()}
c.Authenticator.allowed_users = set(lab["users"])

c.JupyterHub.spawner_class = ClassSpawner
c.ClassSpawner.settings = lab
c.Spawner.environment = lab["environment"]
c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ", "LAB_SIZE", "LAB_HEAP_MB"]
c.Spawner.poll_interval = 5
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
c.Spawner.disable_user_config = True
c.Spawner.default_url = "/lab/tree/my/00-start-here.ipynb"
c.LocalProcessSpawner.interrupt_timeout = 8
c.LocalProcessSpawner.term_timeout = 5

c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
every = max(10, min(300, idle // 4))
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *[sys.executable, f"{here}/idle_culler.py"],
            *[f"--timeout={idle}", f"--cull-every={every}"],
        ],
    }
]
c.JupyterHub.template_vars = {
    "announcement": f"The password is the token that your teacher gave you. A server that nobody uses for "
    f"{lab['idleMinutes']} minutes is ended; files stay, variables of cells do not."
}

if lab["config"]:
    load_subconfig(lab["config"])  # noqa: F821, JupyterHub gives it
