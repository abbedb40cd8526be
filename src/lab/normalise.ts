import path from "node:path";
import {publishedNotebooks} from "./notebook/file";
import {normaliseNotebooks} from "./notebook/normal-form";

/**
 * `node src/lab/run.mjs normalise [--check] [FILES]`: writes notebooks as they lie in git, or only names
 * those that differ. Returns the exit code, 1 if `--check` finds a difference.
 */
export function normalise(words: readonly string[], {root}: {root: string}): number {
  const check = words.includes("--check");
  const files = words.filter((word) => word !== "--check");
  const unknown = files.find((word) => word.startsWith("-"));
  if (unknown !== undefined)
    throw new TypeError(`normalise takes --check and files, got ${unknown}`);
  const places = files.length > 0 ? files : publishedNotebooks(root);
  const changed = normaliseNotebooks(places, {check}).map((file) => path.relative(root, file));
  for (const file of changed)
    console.log(check ? `${file} is not normalised` : `normalised ${file}`);
  if (check && changed.length > 0) console.log("run: node src/lab/run.mjs normalise");
  return check && changed.length > 0 ? 1 : 0;
}

if (require.main === module)
  process.exitCode = normalise(process.argv.slice(2), {root: path.join(__dirname, "..", "..")});
