import {startCompiler} from "../compiler/compiler-thread";
import {startEngine} from "../link/engine-handle";
import {placeOf, readSettings} from "../settings";
import type {Settings} from "../settings";
import {readConnection} from "./connection";
import type {Kernel} from "./open-kernel";

export {readSettings};

/** An engine that does not end in this time is left to notice that the host is gone. */
const patienceMs = 3000;

/**
 * The host process of the kernel: sockets and session, with the compiler in a thread and the engine
 * in a child process. It ends with a shutdown request, with SIGTERM, and with the Jupyter server.
 */
export async function startHost({
  connectionFile,
  settings,
}: {
  connectionFile: string;
  settings: Settings;
}) {
  let kernel: Kernel | undefined;
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), patienceMs);
    // The sockets send from a thread of their own: give the last words time to leave.
    const closed = kernel?.close() ?? Promise.resolve();
    void closed.finally(() => setTimeout(() => process.exit(0), 50));
  };
  process.on("SIGINT", () => void kernel?.interrupt());
  process.on("SIGTERM", end);
  // The log goes to the server; that nobody reads it any more is not a reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

  const place = placeOf(settings, process.cwd());
  // The first cell waits for the compiler: it starts before the sockets' library is loaded.
  const compiler = startCompiler(place);
  try {
    const {openKernel} = await import("./open-kernel");
    kernel = await openKernel({
      connection: readConnection(connectionFile),
      settings,
      compiler,
      startEngine: (onEvent) => startEngine(place, onEvent),
      shutdown: end,
    });
  } catch (error) {
    console.error(`kernel: cannot start from ${connectionFile}: ${(error as Error).message}`);
    process.exit(1);
  }
  // From here on a fault of ours must not cost the reader their variables.
  process.on("uncaughtException", (error) => console.error("kernel:", error));
  watchParent(process.env["JPY_PARENT_PID"], end);
}

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
