import {spawn} from "node:child_process";
import {once} from "node:events";
import {createWriteStream, mkdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {clearTimeout, setTimeout} from "node:timers";
import {SetupError, adviceFor, causeIn} from "./errors.mjs";
import {labEnvironment} from "./environment.mjs";
import {recordTool} from "./tool-records.mjs";

/**
 * @typedef {{
 *   cwd?: string, env?: Record<string, string>, mayFail?: boolean, secret?: boolean,
 * }} RunOptions what `secret` tools print is not written down
 * @typedef {{code: number, output: string}} Outcome
 * @typedef {{
 *   run(what: string, command: string[], options?: RunOptions): Promise<Outcome>,
 *   stop(): Promise<void>,
 * }} Worker
 */

/**
 * Runs the tools of the set-up. What they print goes to `.cache/setup.log`; a failure becomes one
 * line. Each tool leads a process group of its own, so that `stop` ends what it started as well;
 * what waits for a tool that was stopped waits for ever, so that nothing is begun after it. What they
 * leave in the folder for temporary files ends with them.
 *
 * @param {string} root folder of the project
 * @returns {Worker}
 */
export function setupWorker(root) {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  const running = new Set();
  let stopped = false;
  const temporary = join(root, ".cache", "tmp");
  rmSync(temporary, {recursive: true, force: true});
  mkdirSync(temporary, {recursive: true, mode: 0o700});
  const log = createWriteStream(join(root, ".cache", "setup.log"), {flags: "a", mode: 0o600});
  log.on("error", () => {}); // A full disk is reported by the step that meets it.

  return {
    run(what, command, {cwd = root, env = {}, mayFail = false, secret = false} = {}) {
      const [program = ""] = command;
      log.write(`\n$ ${command.join(" ")}\n`);
      return new Promise((resolve, reject) => {
        // It waits for a word from here, which comes when it has been written down: a set-up that is
        // killed leaves no tool behind of which the next knows nothing.
        const child = spawn("/bin/sh", ["-c", held, "sh", ...command], {
          cwd,
          env: {...labEnvironment(root), TMPDIR: temporary, ...env},
          stdio: ["pipe", "pipe", "pipe"],
          detached: true,
        });
        running.add(child);
        child.stdin.on("error", () => {}); // It ended before it was told to go.
        let strikeOut = () => {};
        try {
          if (child.pid !== undefined) strikeOut = recordTool(root, child.pid);
          child.stdin.end("go\n");
        } catch (error) {
          child.stdin.end();
          reject(error);
        }
        let output = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk) => {
            if (!secret) log.write(chunk);
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
        child.on("close", (code, signal) => {
          running.delete(child);
          strikeOut();
          if (stopped) return;
          if (code === 0 || mayFail) return resolve({code: code ?? 1, output});
          const advice =
            (code === 127 && `${program} is not on the PATH: install it, then run this again.`) ||
            adviceFor(output, root) ||
            `${signal ? `It was ended by ${signal}` : causeIn(output)} (more in .cache/setup.log)`;
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
      rmSync(temporary, {recursive: true, force: true, maxRetries: 3});
    },
  };
}

/** Reads a line, then becomes the command that follows. */
const held = 'read -r go && exec "$@" </dev/null';

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
