"""What the processes and the home of a user take."""

import os
import signal


def processes():
    """All processes of the machine that can be looked at: pid, parent, uid, private memory in kB."""
    found = []
    for entry in os.listdir("/proc") if os.path.isdir("/proc") else []:
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/status") as file:
                fields = dict(line.split(":", 1) for line in file)
            parent, uid = int(fields["PPid"]), int(fields["Uid"].split()[0])
            kilobytes = sum(int(fields.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem"))
        except (OSError, KeyError, ValueError):
            continue  # It has ended, or is the kernel's own.
        found.append({"pid": int(entry), "parent": parent, "uid": uid, "kilobytes": kilobytes})
    return found


def of_user(all_processes, *, uid, name):
    """Those of one user: by their uid, or where all have the same, by what their environment says."""
    if uid is not None:
        return [process for process in all_processes if process["uid"] == uid]
    mark = f"JUPYTERHUB_USER={name}".encode()
    return [
        process
        for process in all_processes
        if process["uid"] == os.getuid() and mark in environment(process["pid"])
    ]


def environment(pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


def at_work(some_processes, *, server):
    """What runs the user's cells and commands: all but the server, and what it has started itself,
    which are the kernels' own processes that tell of an end."""
    return [process for process in some_processes if server not in (process["pid"], process["parent"])]


def end(some_processes):
    for process in some_processes:
        try:
            os.kill(process["pid"], signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def home_bytes(home, *, most_files=500_000):
    """The bytes on disk of all files of a home; infinite when there are too many to count."""
    total, files, folders = 0, 0, [home]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    files += 1
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except OSError:
            continue  # Removed meanwhile.
        if files > most_files:
            return float("inf")
    return total
