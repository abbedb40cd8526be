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
  // TensorFlow would greet at each start of an engine.
  environment["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
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

export type EngineEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The code with which the engine said it would leave, if it did. */
  readonly leaving: number | null;
  /** What V8 or Node wrote before it aborted. */
  readonly report: string;
  /** The environment variable that sets the size of the heap. */
  readonly heapVariable: string;
};

/** Why the engine ended, as one sentence for the reader. */
export function reasonOf({code, signal, leaving, report, heapVariable}: EngineEnd): string {
  if (
    /invalid (?:size|table size|array length) error|Invalid (?:table|string|array) size/i.test(
      report,
    )
  )
    return (
      "An array or a table of the cell grew larger than JavaScript can make one, and V8 ended the " +
      "engine. Look for a loop without an end, or keep the values in typed arrays or in pieces."
    );
  if (
    /heap out of memory|Fatal process out of memory|Reached heap limit|invalid array length Alloc/i.test(
      report,
    )
  )
    return (
      "The engine's memory is full: it reached its heap limit. " +
      `Keep less in variables, or set ${heapVariable} (megabytes) to a larger number and restart.`
    );
  if (signal === null && leaving !== null)
    return `The cell's code ended the engine with process.exit(${leaving}).`;
  if (signal === null) return `The engine ended with exit code ${code}.`;
  if (signal === "SIGKILL")
    return "The engine was killed, most likely by the system for want of memory (SIGKILL).";
  if (signal === "SIGABRT" || (signal !== null && /^SIG(?:TRAP|ILL)$/.test(signal) && report)) {
    const line = report.split("\n").find((text) => /Assertion|FATAL|Fatal/.test(text));
    const detail = line ? `: ${line.replace(/^[#\s]+/, "")}` : "";
    return `Native code aborted the engine (${signal})${detail}.`;
  }
  return /^SIG(?:SEGV|BUS|ILL|FPE|TRAP)$/.test(signal)
    ? `Native code crashed the engine (${signal}).`
    : `The engine was ended from outside (${signal}).`;
}
