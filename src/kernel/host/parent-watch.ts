/**
 * Calls `gone` once the process that started the kernel no longer lives; without it the kernels of
 * a server that was killed would stay behind for ever.
 *
 * A process id can be given to another process: where the parent is our own, a change of `ppid` is
 * the surer sign.
 */
export function watchParent(parentPid: string | undefined, gone: () => void): void {
  const pid = Number(parentPid);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const own = process.ppid === pid;
  const timer = setInterval(() => {
    if (own ? process.ppid === pid : isAlive(pid)) return;
    clearInterval(timer);
    gone();
  }, 1000);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
