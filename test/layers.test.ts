import assert from "node:assert/strict";
import {readdirSync, readFileSync, statSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";

/** What each folder of src/ may import: the order is the path of a number from draw to display. */
const mayImport: Record<string, readonly string[]> = {
  numerics: [],
  files: [],
  datasets: ["numerics", "files"],
  tensors: ["numerics"],
  models: ["numerics", "tensors"],
  training: ["numerics", "files", "datasets", "tensors", "models"],
  runs: ["numerics", "files"],
  analyses: ["numerics", "datasets", "tensors", "models", "training", "runs"],
  evidence: ["numerics"],
  display: ["numerics", "runs", "evidence"],
  kernel: ["files"],
  lab: ["kernel", "files", "datasets", "runs", "analyses"],
};

function* filesUnder(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* filesUnder(file);
    else if (/\.m?[jt]s$/.test(name)) yield file;
  }
}

const source = path.join(__dirname, "..", "src");
// Statements only: a cell's text inside a string, as the doctor sends one, imports nothing here.
const imported =
  /(?:^(?:import|export|\}).*\bfrom |^import |\bimport\(|\brequire\()["']([^"']+)["']/gm;

test("every folder of src/ imports only the folders on its line", () => {
  let seen = 0;
  for (const file of filesUnder(source)) {
    const folder = path.relative(source, file).split(path.sep)[0];
    assert.ok(folder in mayImport, `src/${folder} is no folder of the layout`);
    for (const [, target] of readFileSync(file, "utf8").matchAll(imported)) {
      if (!target.startsWith(".") && !target.startsWith("residual-lab/")) continue;
      const reached = target.startsWith(".")
        ? path.relative(source, path.resolve(path.dirname(file), target)).split(path.sep)[0]
        : target.split("/")[1];
      seen++;
      // The list of papers is data that is shown, not code that is imported.
      if (reached === ".." && /^(\.\.\/)+data\/[\w-]+\.json$/.test(target)) continue;
      assert.ok(
        reached === folder || mayImport[folder].includes(reached),
        `${path.relative(source, file)} must not import ${target}`,
      );
    }
  }
  assert.ok(seen > 0, "the rule looked at no import at all");
});

test("Math.random appears nowhere in src/", () => {
  for (const file of filesUnder(source)) {
    const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*"/g, "");
    assert.ok(!/Math\s*\.\s*random/.test(text), `${file} uses Math.random: take a Random instead`);
  }
});
