"""Where systemd keeps the accounts of each user's processes: the words that ask for it."""


def systemd_scope(settings, unit):
    """Words before a command, which then stays in the foreground as one process; none without systemd."""
    if not (settings["isRoot"] and settings["hasSystemd"]):
        return []
    limits = settings["limits"]
    return [
        *["systemd-run", "--quiet", "--scope", "--collect", "--slice=residual-lab-class.slice"],
        f"--unit={unit}",
        f"--property=MemoryMax={limits['memoryMb']}M",
        "--property=MemorySwapMax=0",
        f"--property=TasksMax={limits['threads']}",
        f"--property=CPUQuota={limits['cores'] * 100}%",
        "--",
    ]
