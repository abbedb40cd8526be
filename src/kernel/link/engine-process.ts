import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import type {Place} from "../settings";

/** Names of variables that open the server or the kernel's sockets to whoever reads them. */
const secret = /^(?:JPY|JUPYTER|JUPYTERHUB)_.*(?:TOKEN|KEY|SECRET|PASSWORD)|CONNECTION_FILE/i;

/**
 * Starts the engine's process in a process group of its own, so that all it starts can be ended
 * with it, and no Ctrl-C meant for the server reaches it.
 */
export function spawnEngine(script: string, place: Place): ChildProcess {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (!secret.test(name) && name !== "NODE_CHANNEL_FD") environment[name] = value;
  // One process for all of its calls would be ended by an interrupt, and no call would work again.
  environment["ESBUILD_WORKER_THREADS"] ??= "0";
  return spawn(process.execPath, [...nodeOptions(place), script, JSON.stringify(place)], {
    cwd: place.cwd,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
  });
}

function nodeOptions({heapVariable, preload}: Place): string[] {
  const heap = Number(process.env[heapVariable]);
  return [
    // An interrupt inside a timer's callback leaves Node's stack of ids out of balance: no reason to abort.
    "--no-force-async-hooks-checks",
    "--disable-warning=ExperimentalWarning",
    ...process.execArgv.filter((option) => /^--max[-_](?:old|semi)[-_]space/.test(option)),
    ...(heap > 0 ? [`--max-old-space-size=${Math.floor(heap)}`] : []),
    ...preload.flatMap((script) => ["--require", script]),
  ];
}

/** Ends the process and all that it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // No process of the group is left.
  }
}
