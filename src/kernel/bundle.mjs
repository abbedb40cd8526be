import {createHash} from "node:crypto";
import {createRequire} from "node:module";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import {homedir, tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";

const sources = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(
  createRequire(import.meta.url).resolve("esbuild/package.json"),
  "..",
  "..",
);

/** One file for each process or thread of the kernel. */
const entries = {
  host: "host/host.ts",
  compiler: "compiler/worker.ts",
  engine: "engine/main.ts",
  client: "client/examine.ts",
};
/** What cells can name beside the globals, for the compiler. */
const declarations = ["types-notebook.d.ts", "cells.d.ts"];
const files = [...Object.keys(entries).map((name) => `${name}.js`), ...declarations];
/** Checksums of the files: a power cut may leave them empty or cut. */
const seal = "checksums.json";

/**
 * The folder of the kernel as plain JavaScript: host.js, compiler.js, engine.js. In the package that
 * is one made before; in the sources it is named after their content, so a start without changes only reads and hashes
 * (a few ms, where translating at every start would cost hundreds); packages stay in node_modules.
 * A folder that is damaged is made anew. Where none can be kept, because the disk is full or the project
 * is somebody else's, this start gets one of its own, which goes when the process ends.
 *
 * @param {{kept?: string, spare?: readonly string[]}} places where it is kept, and where else it may be made
 */
export async function bundledKernel({
  kept = path.join(packages, ".cache", "typescript-cells"),
  spare = [tmpdir(), path.join(homedir(), ".cache"), "/dev/shm"],
} = {}) {
  if (!existsSync(path.join(sources, "protocol.ts"))) return path.join(sources, "dist");
  const folder = path.join(kept, hashOfSources());
  if (isWhole(folder)) return folder;
  const texts = await translated();
  const unfinished = `${folder}.${process.pid}`;
  try {
    write(unfinished, texts);
    if (isWhole(folder)) rmSync(unfinished, {recursive: true, force: true});
    else {
      rmSync(folder, {recursive: true, force: true});
      renameSync(unfinished, folder);
    }
    return folder;
  } catch (error) {
    removeQuietly(unfinished);
    // Another kernel that started at the same moment was quicker: its folder is as good.
    if (isWhole(folder)) return folder;
    return ownFolder(texts, spare, error);
  }
}

/**
 * Makes the folder, whatever is in it.
 *
 * @param {string} folder
 */
export async function buildKernel(folder) {
  write(folder, await translated());
}

function hashOfSources() {
  const hash = createHash("sha256").update(process.version);
  for (const folder of [sources, path.join(sources, "..", "files")])
    for (const name of readdirSync(folder, {recursive: true}).map(String).sort())
      if (/\.m?ts$|\.mjs$|^package\.json$/.test(name))
        hash.update(name).update(readFileSync(path.join(folder, name)));
  return hash.digest("hex").slice(0, 16);
}

/** @param {string | Uint8Array} text */
const digest = (text) => createHash("sha256").update(text).digest("hex");

/** @param {string} folder */
function isWhole(folder) {
  try {
    const sums = JSON.parse(readFileSync(path.join(folder, seal), "utf8"));
    return files.every((name) => digest(readFileSync(path.join(folder, name))) === sums[name]);
  } catch {
    return false;
  }
}

async function translated() {
  const {build, stop} = await import("esbuild");
  const {outputFiles} = await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [name, path.join(sources, file)]),
    ),
    outdir: sources,
    write: false,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  });
  // Its process would stay for as long as the kernel does, and be of no more use.
  await stop();
  const read = (/** @type {string} */ name) => readFileSync(path.join(sources, name));
  return new Map([
    ...outputFiles.map((file) => /** @type {const} */ ([path.basename(file.path), file.contents])),
    ...declarations.map((name) => /** @type {const} */ ([name, read(name)])),
  ]);
}

/**
 * @param {string} folder
 * @param {ReadonlyMap<string, Uint8Array>} texts
 */
function write(folder, texts) {
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of texts) writeFileSync(path.join(folder, name), text);
  const sums = Object.fromEntries([...texts].map(([name, text]) => [name, digest(text)]));
  writeFileSync(path.join(folder, seal), JSON.stringify(sums));
}

/**
 * A folder that nobody else can write to, with the project's packages in reach.
 *
 * @param {ReadonlyMap<string, Uint8Array>} texts
 * @param {readonly string[]} spare
 * @param {unknown} reason
 */
function ownFolder(texts, spare, reason) {
  for (const place of spare) {
    let folder;
    try {
      folder = realpathSync(mkdtempSync(path.join(place, "typescript-cells-")));
      write(folder, texts);
      symlinkSync(packages, path.join(folder, "node_modules"), "junction");
      const made = folder;
      process.on("exit", () => removeQuietly(made));
      return folder;
    } catch {
      if (folder) removeQuietly(folder);
    }
  }
  throw new Error(
    `the kernel has no place for its 1 MB of translated code (${reason instanceof Error ? reason.message : String(reason)}): free some room on the disk, or make ${packages} writable for you`,
  );
}

/** @param {string} folder */
function removeQuietly(folder) {
  try {
    rmSync(folder, {recursive: true, force: true});
  } catch {
    // Nothing depends on it.
  }
}
