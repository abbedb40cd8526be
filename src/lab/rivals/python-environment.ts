import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";

/**
 * A Python of its own with pinned packages, installed when first asked for: what the lab is compared
 * with, and never needed to run it.
 *
 *     folder    of the environment, below `.cache`
 *     pins      a list of requirements with exact versions; another list installs anew
 *     purpose   what cannot be done without it, for the line that says so
 *
 * Returns the program, or undefined where it cannot be had (no Python, no internet), with the reason
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
  if (existsSync(python) && existsSync(done) && readFileSync(done, "utf8") === wanted) {
    return python;
  }
  console.error(`Installing Python packages for ${purpose} (once) …`);
  const steps = [
    [process.env["LAB_PYTHON"] ?? "python3", "-m", "venv", folder],
    [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", pins],
  ];
  for (const [command, ...words] of steps) {
    const {status, signal, stdout, stderr, error} = spawnSync(command, words, {encoding: "utf8"});
    if (status !== 0) {
      const last = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").at(-1);
      const why = error?.message ?? (last || `ended by ${signal ?? status}`);
      console.error(`Nothing installed for ${purpose}: ${why}`);
      return undefined;
    }
  }
  writeFileSync(done, wanted);
  return python;
}
