"""Becomes a user of the class, within their limits, makes their home ready, and starts their server.

python as_user.py WHO COMMAND …, where WHO is JSON:

    uid       of the user, or null to stay who we are
    home      their folder; runtime: where the sockets of their kernels are
    limits    memoryMb, threads (0 for none), openFiles, diskGb
    cores     the processors they may use
    prepare   a command that makes the home ready, run as the user
"""

import json
import os
import resource
import signal
import subprocess
import sys


def own_folder(path, uid):
    """A folder for one user alone. The folder above is ours, so nobody can put another in its place."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    if uid is not None:
        os.chown(path, uid, uid, follow_symlinks=False)
    os.chmod(path, 0o700)


def limit(kind, value):
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def become(uid):
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def main(who, command):
    uid, limits = who["uid"], who["limits"]
    os.umask(0o077)
    own_folder(who["home"], uid)
    own_folder(who["runtime"], uid)

    # The hub answers before those whom it serves, and a machine out of memory ends a cell first.
    os.nice(5)
    if os.path.exists("/proc/self/oom_score_adj"):
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")
    if hasattr(os, "sched_setaffinity"):
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, allowed.intersection(who["cores"]) or allowed)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_NOFILE, limits["openFiles"])
    limit(resource.RLIMIT_DATA, limits["memoryMb"] * 1_000_000)
    limit(resource.RLIMIT_FSIZE, limits["diskGb"] * 1_000_000_000)
    # A file that gets too large is an error of whoever writes it, not the end of their process.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if limits["threads"] > 0:
        limit(resource.RLIMIT_NPROC, limits["threads"])
    if uid is not None:
        become(uid)

    os.chdir(who["home"])
    # The server's words are for its user: what many write must not fill the hub's log.
    log = os.open(".server.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    prepared = subprocess.run(who["prepare"], stdin=subprocess.DEVNULL)
    if prepared.returncode != 0:
        print("The home could not be made ready: is the disk full?", flush=True)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
