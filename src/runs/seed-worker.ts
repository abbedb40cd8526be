/**
 * The process that runs a seed's job: started by seed-process.ts, never imported.
 *
 * A thread beside the main one beats on a pipe, and ends the process when the pipe closes: the job
 * may compute for minutes without looking at messages, and must not outlive its parent. Between tasks
 * the process waits for a while, then it leaves.
 */
import {cpus} from "node:os";
import path from "node:path";
import {pathToFileURL} from "node:url";
import {Worker} from "node:worker_threads";
import {fromJson, toJson} from "./plain-data";
import type {Report} from "./seed-job";
import {pulseMilliseconds, pulsePipe} from "./seed-process";
import type {SeedMessage, SeedTask} from "./seed-process";

type Job = (seed: number, settings: unknown, report: Report) => unknown;

const pulse = `
const socket = new (require("node:net").Socket)({fd: ${pulsePipe}, readable: true, writable: true});
const end = () => process.kill(process.pid, "SIGKILL");
socket.on("error", end).on("close", end).on("end", end).resume();
setInterval(() => socket.write("."), ${pulseMilliseconds});
`;
new Worker(pulse, {eval: true, execArgv: []}).unref();

const send = (message: SeedMessage): void => void process.send?.(message);

let leave: NodeJS.Timeout | undefined;

process.on("message", (task: SeedTask) => {
  clearTimeout(leave);
  send({kind: "begun"});
  void run(task).then((message) => {
    send(message);
    leave = setTimeout(() => process.exit(0), task.keep);
  });
});

/** What was seen to be of the version that was asked for. */
const seen = new Set<string>();

/** Why the module is not of the version that is asked for, or undefined. */
async function otherwise({module, code, checked}: SeedTask): Promise<string | undefined> {
  if (!checked || seen.has(module + code)) return undefined;
  const root = path.join(__dirname, "../..");
  const {sourceVersion} = await import("../files/source-version");
  try {
    if (sourceVersion(module, {root}) !== code) {
      return `${path.relative(root, module)}, or what it imports, is another there`;
    }
  } catch {
    return `${path.relative(root, module)} cannot be loaded there`;
  }
  seen.add(module + code);
  return undefined;
}

async function run(task: SeedTask): Promise<SeedMessage> {
  const {module, name, seed, settings} = task;
  const reason = await otherwise(task);
  if (reason !== undefined) return {kind: "unfit", reason};
  const started = performance.now();
  try {
    const loaded = (await import(pathToFileURL(module).href)) as Record<string, unknown>;
    const job = loaded[name] ?? (loaded.default as Record<string, unknown> | undefined)?.[name];
    if (typeof job !== "function") {
      throw new TypeError(
        `${module} exports no function "${name}": a job must be exported by name`,
      );
    }
    const report = (share: number): void => send({kind: "share", share});
    const value = toJson(await (job as Job)(seed, fromJson(settings), report));
    const made = {
      processor: cpus()[0]?.model ?? "unknown",
      threads: Number(process.env["TF_NUM_INTRAOP_THREADS"]),
    };
    return {kind: "done", value, seconds: (performance.now() - started) / 1000, made};
  } catch (error) {
    const {message, stack = ""} = error instanceof Error ? error : new Error(String(error));
    return {kind: "failed", message, stack};
  }
}
