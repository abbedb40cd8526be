/**
 * The bundle of the package: `npm pack` makes it by `node build.mjs`, and takes it away again by
 * `node build.mjs --remove`, as the sources have no use for it.
 */
import {cpSync, rmSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {buildKernel} from "./bundle.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
rmSync(dist, {recursive: true, force: true});
if (!process.argv.includes("--remove")) {
  await buildKernel(dist);
  cpSync(path.join(here, "..", "..", "LICENSE"), path.join(dist, "LICENSE"));
}
