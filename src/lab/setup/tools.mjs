import {spawn} from "node:child_process";
import {once} from "node:events";
import {createWriteStream} from "node:fs";
import {join} from "node:path";
import {clearTimeout, setTimeout} from "node:timers";
import {SetupError, adviceFor} from "./errors.mjs";
import {labEnvironment} from "./environment.mjs";

/**
 * @typedef {{cwd?: string, env?: Record<string, string>, mayFail?: boolean}} RunOptions
 * @typedef {{code: number, output: string}} Outcome
 * @typedef {{
 *   run(what: string, command: string[], options?: RunOptions): Promise<Outcome>,
 *   stop(): Promise<void>,
 * }} Worker
 */

/**
 * Runs the tools of the set-up. What they print goes to `.cache/setup.log`; a failure becomes one
 * line. Each tool leads a process group of its own, so that `stop` ends what it started as well;
 * what waits for a tool that was stopped waits for ever, so that nothing is begun after it.
 *
 * @param {string} root folder of the project
 * @returns {Worker}
 */
export function setupWorker(root) {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  const running = new Set();
  let stopped = false;
  const log = createWriteStream(join(root, ".cache", "setup.log"), {flags: "a"});
  log.on("error", () => {}); // A full disk is reported by the step that meets it.

  return {
    run(what, command, {cwd = root, env = {}, mayFail = false} = {}) {
      const [program = "", ...args] = command;
      log.write(`\n$ ${command.join(" ")}\n`);
      return new Promise((resolve, reject) => {
        const child = spawn(program, args, {
          cwd,
          env: {...labEnvironment(root), ...env},
          stdio: ["ignore", "pipe", "pipe"],
          detached: true,
        });
        running.add(child);
        let output = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk) => {
            log.write(chunk);
            output = (output + chunk).slice(-20_000);
          });
        child.on("error", (error) => {
          running.delete(child);
          if (stopped) return;
          if (mayFail) resolve({code: 127, output: error.message});
          else
            reject(
              new SetupError(`${what} failed: ${program} could not be run (${error.message}).`),
            );
        });
        child.on("close", (code) => {
          running.delete(child);
          if (stopped) return;
          if (code === 0 || mayFail) return resolve({code: code ?? 1, output});
          const advice =
            adviceFor(output, root) ?? `${lastLine(output)} (more in .cache/setup.log)`;
          reject(new SetupError(`${what} failed. ${advice}`));
        });
      });
    },
    async stop() {
      stopped = true;
      const children = [...running];
      const ended = children.map((child) => once(child, "close"));
      for (const child of children) endGroup(child, "SIGTERM");
      const late = setTimeout(() => {
        for (const child of children) endGroup(child, "SIGKILL");
      }, 5_000);
      await Promise.allSettled(ended);
      clearTimeout(late);
      log.end();
    },
  };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function endGroup({pid}, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has just ended.
  }
}

/** @param {string} output */
function lastLine(output) {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").at(-1) ?? "It printed nothing";
}
