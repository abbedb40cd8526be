import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, rmSync} from "node:fs";
import path from "node:path";
import {withFileLock} from "../../files/file-lock";
import {writeWhole} from "../../files/write-whole";
import {pipEnvironment, pipInstall, pipSettings} from "../setup/pip.mjs";

/**
 * A Python of its own with pinned packages, installed when first asked for: what the lab is compared
 * with, and never needed to run it.
 *
 *     folder    of the environment, below `.cache`
 *     pins      a list of all requirements with exact versions and hashes; another list installs anew
 *     purpose   what cannot be done without it, for the line that says so
 *
 * Two commands that need it at once install it once. Returns the program, or undefined where it cannot be had (no Python, no internet), with the reason
 * on stderr.
 */
export function pythonEnvironment({
  folder,
  pins,
  purpose,
}: {
  readonly folder: string;
  readonly pins: string;
  readonly purpose: string;
}): string | undefined {
  const python = path.join(folder, "bin", "python");
  const done = path.join(folder, "installed.txt");
  const wanted = readFileSync(pins, "utf8");
  const isReady = (): boolean =>
    existsSync(python) && existsSync(done) && readFileSync(done, "utf8") === wanted;
  if (isReady()) return python;
  const install = (): boolean =>
    isReady() || installed({folder, python, pins, purpose, done, wanted});
  const waiting = (): void => console.error(`Another command installs ${purpose}: waiting for it.`);
  return withFileLock(folder, install, {waitSeconds: 3600, onWait: waiting}) ? python : undefined;
}

function installed({
  folder,
  python,
  pins,
  purpose,
  done,
  wanted,
}: Record<"folder" | "python" | "pins" | "purpose" | "done" | "wanted", string>): boolean {
  // pip takes a package for installed whose files were only half copied.
  rmSync(folder, {recursive: true, force: true});
  console.error(`Installing Python packages for ${purpose} (once) …`);
  const steps: (() => [string, string[], NodeJS.ProcessEnv?])[] = [
    () => [process.env["LAB_PYTHON"] ?? "python3", ["-m", "venv", folder]],
    () => {
      const {stdout} = spawnSync(python, pipSettings, {encoding: "utf8"});
      const words = [...pipInstall, "--quiet", "--require-hashes", "-r", pins];
      return [python, words, pipEnvironment(stdout ?? "")];
    },
  ];
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
