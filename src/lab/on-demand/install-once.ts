import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, rmSync} from "node:fs";
import path from "node:path";
import {withFileLock} from "../../files/file-lock";
import {writeWhole} from "../../files/write-whole";

/** A command of an installation, with what it finds in its environment beside ours. */
export type InstallStep = readonly [
  command: string,
  words: readonly string[],
  settings?: NodeJS.ProcessEnv,
];

export type OnDemand = {
  /** Made anew by each installation, below `.cache`. */
  readonly folder: string;
  /** What must be there when it is done. */
  readonly program: string;
  /** The pins that it is made from; others install anew. */
  readonly wanted: string;
  /** What cannot be done without it, for the line that says so. */
  readonly purpose: string;
  /** What is installed, for the same line. */
  readonly what: string;
  /** Each is asked for when those before it have run. */
  readonly steps: readonly (() => InstallStep)[];
};

/**
 * Installs packages when they are first asked for, in a folder of their own: what a command of the lab
 * needs, and the lab does without.
 *
 * Two commands that need it at once install it once. Returns the program, or undefined where it cannot
 * be had (no internet, no disk), with the reason on stderr.
 */
export function installOnce(wish: OnDemand): string | undefined {
  const {folder, program, wanted, purpose} = wish;
  const done = path.join(folder, "installed.txt");
  const isReady = (): boolean =>
    existsSync(program) && existsSync(done) && readFileSync(done, "utf8") === wanted;
  if (isReady()) return program;
  const install = (): boolean => isReady() || installed(wish, done);
  const waiting = (): void => console.error(`Another command installs ${purpose}: waiting for it.`);
  return withFileLock(folder, install, {waitSeconds: 3600, onWait: waiting}) ? program : undefined;
}

function installed({folder, wanted, purpose, what, steps}: OnDemand, done: string): boolean {
  // pip takes a package for installed whose files were only half copied.
  rmSync(folder, {recursive: true, force: true});
  console.error(`Installing ${what} for ${purpose} (once) …`);
  for (const step of steps) {
    const [command, words, settings = {}] = step();
    const env = {...process.env, ...settings};
    const {status, signal, stdout, stderr, error} = spawnSync(command, words, {
      encoding: "utf8",
      env,
    });
    if (status !== 0) {
      const last = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").at(-1);
      const why = error?.message ?? (last || `ended by ${signal ?? status}`);
      console.error(`Nothing installed for ${purpose}: ${why}`);
      return false;
    }
  }
  writeWhole(done, wanted);
  return true;
}
