import {chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync} from "node:fs";
import {statSync, symlinkSync, writeFileSync} from "node:fs";
import {spawn} from "node:child_process";
import type {ChildProcess} from "node:child_process";
import {once} from "node:events";
import {tmpdir} from "node:os";
import {join} from "node:path";

const root = join(__dirname, "..", "..");

/**
 * A clone of the project on a made-up machine: the real set-up, but on its PATH only programs of a
 * few lines, which do at once what the true ones take minutes and the network for.
 */
export interface MadeUpProject {
  readonly folder: string;
  /** Writes a program; its text is JavaScript with `args`, `fs` and `path` at hand. */
  program(name: string, text: string): void;
  without(name: string): void;
  start(
    command?: string,
    options?: {uid?: number; umask?: string; env?: Record<string, string>},
  ): Running;
  remove(): void;
}

export interface Running {
  readonly child: ChildProcess;
  /** What was said until now. */
  said(): string;
  readonly ended: Promise<{code: number | null; said: string}>;
}

/** npm ci: packages of one name and the list that npm writes last. */
export const quickNpm = `
  for (const name of ["left", "tsx"]) {
    fs.mkdirSync("node_modules/" + name, {recursive: true});
    fs.writeFileSync("node_modules/" + name + "/package.json", "{}");
  }
  const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
  delete lock.packages[""];
  fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify(lock));`;

/** Python 3.11 with venv; the python of a venv is a copy of this program. */
export const quickPython = `
  if (args.at(-1).includes("version_info"))
    console.log(args.at(-1).includes("%") ? "3.11" : "3 11");
  else if (args.at(-1).includes("importlib") || args.includes("config")) {}
  else if (args[0] === "-m" && args[1] === "venv") {
    const bin = path.join(args.at(-1), "bin");
    fs.mkdirSync(bin, {recursive: true});
    fs.copyFileSync(process.argv[1], path.join(bin, "python"));
    fs.chmodSync(path.join(bin, "python"), 0o755);
  } else if (args[2] === "install") {
    fs.writeFileSync(path.join(path.dirname(process.argv[1]), "jupyter-lab"), "");
  } else {
    console.error("WARNING: Retrying after connection broken by NewConnectionError: " +
      "Failed to establish a new connection: Name or service not known");
    process.exit(1);
  }`;

/** @param disk the folder below which it lies */
export function madeUpProject(disk = tmpdir()): MadeUpProject {
  const folder = mkdtempSync(join(disk, "made up project "));
  chmodSync(folder, 0o755);
  const bin = join(folder, "machine");
  mkdirSync(bin);
  mkdirSync(join(folder, "src", "lab"), {recursive: true});
  cpSync(join(root, "src", "lab"), join(folder, "src", "lab"), {
    recursive: true,
    filter: (file) => statSync(file).isDirectory() || file.endsWith(".mjs"),
  });
  for (const name of [
    "src/tensors/node-shim.cjs",
    "src/kernel/kernel-spec.mjs",
    "package.json",
    "requirements.txt",
  ])
    cpSync(join(root, name), join(folder, name));
  const packages = {"": {}, "node_modules/left": {version: "1.0.0", integrity: "x"}};
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({packages}));

  const project: MadeUpProject = {
    folder,
    program(name, text) {
      const opening = `#!${process.execPath}\nconst fs = require("fs"), path = require("path");\n`;
      writeFileSync(join(bin, name), `${opening}const args = process.argv.slice(2);\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    without: (name) => rmSync(join(bin, name), {force: true}),
    start(command = "setup", {uid, umask, env = {}} = {}) {
      const words = [process.execPath, join(folder, "src", "lab", "run.mjs"), command];
      const under = ["/bin/sh", "-c", `umask ${umask} && exec "$0" "$@"`];
      const [program, ...rest] = umask === undefined ? words : [...under, ...words];
      const child = spawn(program, rest, {
        cwd: folder,
        env: {PATH: bin, HOME: folder, ...env},
        stdio: ["ignore", "pipe", "pipe"],
        ...(uid === undefined ? {} : {uid, gid: uid}),
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const ended = once(child, "close").then(([code]) => ({code: code as number | null, said}));
      return {child, said: () => said, ended};
    },
    remove: () => rmSync(folder, {recursive: true, force: true}),
  };
  symlinkSync("/bin/sh", join(bin, "sh"));
  project.program("npm", quickNpm);
  project.program("python3", quickPython);
  project.program("g++", "");
  return project;
}
