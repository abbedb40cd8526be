import {startCompiler} from "./compiler";
import {readConnection} from "./connection";
import {startEngine} from "./engine";
import {openKernel} from "./kernel";
import {watchParent} from "./parent-watch";

/** An engine that does not end in this time is left to notice that the host is gone. */
const patienceMs = 3000;

/**
 * The host process of the kernel: sockets and session, with the compiler in a thread and the engine
 * in a child process. It ends with a shutdown request, with SIGTERM, and with the Jupyter server.
 */
export async function startHost({connectionFile, root}: {connectionFile: string; root: string}) {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), patienceMs);
    // The sockets send from a thread of their own: give the last words time to leave.
    void kernel.close().finally(() => setTimeout(() => process.exit(0), 50));
  };
  // A fault in a handler, or a log nobody reads any more, must not cost the reader their variables.
  process.on("uncaughtException", (error) => console.error("kernel:", error));
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);

  const places = {root, cwd: process.cwd()};
  const kernel = await openKernel({
    connection: readConnection(connectionFile),
    root,
    startCompiler: () => startCompiler(places),
    startEngine: (onEvent) => startEngine(places, onEvent),
    shutdown: end,
  });
  process.on("SIGINT", () => void kernel.interrupt());
  process.on("SIGTERM", end);
  watchParent(process.env["JPY_PARENT_PID"], end);
}
