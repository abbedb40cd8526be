/**
 * The process that runs a seed's job: started by seed-process.ts, never imported.
 *
 * A thread beside the main one beats on a pipe, and ends the process when the pipe closes: the job
 * may compute for minutes without looking at messages, and must not outlive its parent. Between tasks
 * the process waits for a while, then it leaves.
 */
import {pathToFileURL} from "node:url";
import {Worker} from "node:worker_threads";
import {fromJson, toJson} from "./plain-data";
import type {Report} from "./seed-job";
import {pulseMilliseconds, pulsePipe} from "./seed-process";
import type {SeedEnd, SeedMessage, SeedTask} from "./seed-process";

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

async function run({module, name, seed, settings}: SeedTask): Promise<SeedEnd> {
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
    return {kind: "done", value, seconds: (performance.now() - started) / 1000};
  } catch (error) {
    const {message, stack = ""} = error instanceof Error ? error : new Error(String(error));
    return {kind: "failed", message, stack};
  }
}
