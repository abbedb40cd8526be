import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";

const sources = path.dirname(fileURLToPath(import.meta.url));
export const root = path.join(sources, "..", "..");

/** One file for each process or thread of the kernel. */
const entries = {host: "host/host.ts", compiler: "compiler/worker.ts", engine: "engine/main.ts"};

/**
 * The folder of the kernel as plain JavaScript: host.js, compiler.js, engine.js.
 *
 * It is named after the sources' content, so a start without changes only reads and hashes them
 * (a few ms, where translating at every start would cost hundreds); packages stay in node_modules.
 */
export async function bundledKernel() {
  const hash = createHash("sha256").update(process.version);
  for (const name of readdirSync(sources, {recursive: true}).map(String).sort())
    if (/\.m?ts$|\.mjs$/.test(name))
      hash.update(name).update(readFileSync(path.join(sources, name)));
  const folder = path.join(root, ".cache", "kernel", hash.digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;

  const {build} = await import("esbuild");
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, {recursive: true});
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [name, path.join(sources, file)]),
    ),
    outdir: unfinished,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
  });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another kernel that started at the same moment was quicker: its folder is as good.
    rmSync(unfinished, {recursive: true, force: true});
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
