import path from "node:path";
import {pythonEnvironment} from "../../src/lab/on-demand/python-environment";

const root = path.join(__dirname, "../..");

/**
 * The Python that has the frameworks the benches compare with; undefined where it cannot be had,
 * with a line that says why.
 */
export const rivalsPython = (): string | undefined =>
  pythonEnvironment({
    folder: path.join(root, ".cache/bench-venv"),
    pins: path.join(__dirname, "rivals.txt"),
    purpose: "the rivals of the bench",
  });

/** The command that runs a rival on a case. */
export function rivalCommand(program: string, setting: object, variant: string): string[] {
  return [program, path.join(__dirname, "rivals.py"), JSON.stringify({case: setting, variant})];
}
