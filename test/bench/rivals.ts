import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "../..");
const environment = path.join(root, ".cache/bench-venv");
const python = path.join(environment, "bin/python");
const pins = path.join(__dirname, "rivals.txt");
const done = path.join(environment, "installed.txt");

/**
 * The Python that has the rivals, installed on first use into an environment of its own; undefined
 * where that is impossible, with a line that says why.
 */
export function rivalsPython(): string | undefined {
  const wanted = readFileSync(pins, "utf8");
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return python;
  console.error("Installing the rivals in Python (some GB, once) …");
  const steps = [
    ["python3", "-m", "venv", environment],
    [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", pins],
  ];
  for (const [command, ...words] of steps) {
    const {status, signal, stdout, stderr, error} = spawnSync(command, words, {encoding: "utf8"});
    if (status !== 0) {
      const last = `${stdout}\n${stderr}`.trim().split("\n").at(-1);
      console.error(
        `No rivals to compare with: ${error?.message ?? (last || `ended by ${signal ?? status}`)}`,
      );
      return undefined;
    }
  }
  writeFileSync(done, wanted);
  return python;
}

/** The command that runs a rival on a case. */
export function rivalCommand(program: string, setting: object, variant: string): string[] {
  return [program, path.join(__dirname, "rivals.py"), JSON.stringify({case: setting, variant})];
}
