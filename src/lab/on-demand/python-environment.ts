import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import path from "node:path";
import {pipEnvironment, pipInstall, pipSettings} from "../setup/pip.mjs";
import {installOnce} from "./install-once";

/**
 * A Python of its own with pinned packages, installed when first asked for: what a command of the lab
 * needs, and the lab does without.
 *
 *     folder    of the environment, below `.cache`
 *     pins      a list of all requirements with exact versions and hashes; another list installs anew
 *     purpose   what cannot be done without it, for the line that says so
 *     base      the Python that it is made with; default the one of the system
 *
 * Two commands that need it at once install it once. Returns the program, or undefined where it cannot be had (no Python, no internet), with the reason
 * on stderr.
 */
export function pythonEnvironment({
  folder,
  pins,
  purpose,
  base = process.env["LAB_PYTHON"] ?? "python3",
}: {
  readonly folder: string;
  readonly pins: string;
  readonly purpose: string;
  readonly base?: string;
}): string | undefined {
  const python = path.join(folder, "bin", "python");
  return installOnce({
    ...{folder, purpose, what: "Python packages"},
    program: python,
    wanted: readFileSync(pins, "utf8"),
    steps: [
      () => [base, ["-m", "venv", folder]],
      () => {
        const {stdout} = spawnSync(python, pipSettings, {encoding: "utf8"});
        const words = [...pipInstall, "--quiet", "--require-hashes", "-r", pins];
        return [python, words, pipEnvironment(stdout ?? "")];
      },
    ],
  });
}
