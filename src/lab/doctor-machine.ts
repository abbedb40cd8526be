import {spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import type {Finding} from "./doctor";
import {packagesAreReady} from "./setup/npm-packages.mjs";
import {findChromium} from "./testing/find-chromium";

/** What can be seen without starting the kernel. */
export function machineFindings(root: string): Finding[] {
  return [node(), packages(root), compiler(), ...python(root), kernelSpecs(root), browser()];
}

function node(): Finding {
  const found = `${process.versions.node} (${process.execPath})`;
  return {about: "Node", found, remedy: null};
}

function packages(root: string): Finding {
  const list = readFileSync(join(root, "node_modules", ".package-lock.json"), "utf8");
  const count = Object.keys((JSON.parse(list) as {packages: object}).packages).length;
  const remedy = packagesAreReady(root) ? null : "not as package-lock.json says, run npm run setup";
  return {about: "npm packages", found: `${count} installed`, remedy};
}

/** Only the set-up needs one, so its absence later is not a fault. */
function compiler(): Finding {
  const found = firstLine("g++", ["--version"]) ?? firstLine("clang++", ["--version"]);
  return {about: "C++ compiler", found: found ?? "none (needed by the set-up only)", remedy: null};
}

function python(root: string): Finding[] {
  const ask =
    "import sys, importlib.metadata as m; print(sys.version.split()[0], m.version('jupyterlab'))";
  const answer = firstLine(join(root, ".venv", "bin", "python"), ["-c", ask]);
  const [version = "", jupyterLab = ""] = answer?.split(" ") ?? [];
  const remedy = answer === null ? "does not start, delete .venv and run npm run setup" : null;
  return [
    {about: "Python", found: `${version} (.venv)`.trim(), remedy},
    {about: "JupyterLab", found: jupyterLab || "not found", remedy},
  ];
}

/** Asked as a reader would ask, without the lab's environment. */
function kernelSpecs(root: string): Finding {
  const env = {...process.env, JUPYTER_PATH: ""};
  const jupyter = join(root, ".venv", "bin", "jupyter");
  const {stdout} = spawnSync(jupyter, ["kernelspec", "list"], {encoding: "utf8", env});
  const [, place] = /^\s*tslab\s+(\S.*)$/m.exec(stdout ?? "") ?? [];
  const remedy = place ? null : "not known to .venv/bin/jupyter, run npm run setup";
  return {about: "kernelspec", found: `tslab ${place ? `in ${place}` : ""}`.trim(), remedy};
}

function browser(): Finding {
  const none = "none, npm test leaves the browser out (apt install chromium)";
  return {about: "Chromium", found: findChromium()?.version ?? none, remedy: null};
}

function firstLine(program: string, args: readonly string[]): string | null {
  const {status, stdout} = spawnSync(program, args, {encoding: "utf8"});
  return status === 0 ? (stdout.split("\n")[0]?.trim() ?? "") : null;
}
