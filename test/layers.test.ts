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
  lab: ["kernel", "files", "datasets", "runs", "analyses", "display"],
};

/** What the rooms of a folder may import of one another; `.` is what lies in the folder itself. */
const roomsMayImport: Record<string, Record<string, readonly string[]>> = {
  tensors: {".": ["fused", "graph"], fused: ["."], graph: ["."], browser: ["."]},
  datasets: {".": ["tables"], tables: ["."]},
  training: {".": [], boosted: ["."], tables: [".", "boosted"]},
  analyses: {
    boosting: ["depth"],
    depth: [],
    paths: [],
    lesions: ["depth", "paths"],
    landscapes: ["paths"],
    descent: [],
    rivals: ["descent"],
  },
  runs: {".": ["cluster"], cluster: ["."]},
  display: {
    ".": ["card", "chart", "page", "widget"],
    card: ["chart", "page"],
    chart: ["page"],
    widget: ["page"],
    page: [],
  },
  kernel: {
    ".": [],
    client: ["host"],
    host: [".", "compiler", "link", "show"],
    compiler: ["."],
    link: ["."],
    engine: [".", "interrupt", "link", "modules", "show"],
    interrupt: ["link"],
    modules: [".", "show"],
    show: ["."],
  },
  lab: {
    ".": [
      ...["class", "guesses", "live", "notebook", "on-demand", "page", "rivals", "setup"],
      "testing",
    ],
    class: [".", "notebook", "setup"],
    guesses: ["page"],
    live: ["notebook"],
    notebook: [],
    "on-demand": ["setup"],
    page: ["live", "notebook"],
    rivals: ["setup"],
    setup: [],
    testing: ["notebook", "page", "setup"],
    labextension: ["page"],
  },
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
    assert.ok(folder in mayImport, `src/${folder} is not a folder of the layout`);
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

/** The files of src/ that each file of src/ imports, by path from src/; types alone count too. */
function importsBetweenFiles(): Map<string, string[]> {
  const files = new Map(
    [...filesUnder(source)].map((file) => [file.replace(/\.m?[jt]s$/, ""), file]),
  );
  const nameOf = (file: string): string => path.relative(source, file).split(path.sep).join("/");
  return new Map(
    [...files.values()].map((file) => {
      const targets = [...readFileSync(file, "utf8").matchAll(imported)]
        .map(([, target]) => path.resolve(path.dirname(file), target).replace(/\.m?[jt]s$/, ""))
        .flatMap((target) => files.get(target) ?? []);
      return [nameOf(file), targets.map(nameOf)];
    }),
  );
}

test("every room of a folder imports only the rooms on its line", () => {
  let seen = 0;
  for (const [file, targets] of importsBetweenFiles()) {
    for (const target of targets) {
      const [from, to] = [file, target].map((name) => name.split("/"));
      if (from[0] !== to[0] || !(from[0] in roomsMayImport)) continue;
      const [room, reached] = [from, to].map((names) => (names.length > 2 ? names[1] : "."));
      const allowed = roomsMayImport[from[0]][room];
      assert.ok(allowed, `src/${from[0]}/${room} is not a room of the layout`);
      seen++;
      assert.ok(room === reached || allowed.includes(reached), `${file} must not import ${target}`);
    }
  }
  assert.ok(seen > 0, "the rule looked at no import at all");
});

test("no file of src/ comes back to itself through its imports", () => {
  const imports = importsBetweenFiles();
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    assert.ok(!way.includes(file), [...way.slice(way.indexOf(file)), file].join(" imports "));
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  assert.ok(done.size > 300, `looked at ${done.size} files`);
});

test("the kernel knows nothing of the lab: what is the lab's comes to it as settings", () => {
  const names =
    /residual[- ]?lab|\bLAB_|\bthe lab\b|\blab's\b|\bshim\b|["'`/ (](?:src|tensors|analyses|datasets|display|lab)\//gi;
  let seen = 0;
  for (const file of filesUnder(path.join(source, "kernel"))) {
    const found = readFileSync(file, "utf8").match(names) ?? [];
    assert.deepEqual(found, [], `${path.relative(source, file)} names what is the lab's`);
    seen++;
  }
  assert.ok(seen > 50, `looked at ${seen} files`);
});

test("Math.random appears nowhere in src/", () => {
  for (const file of filesUnder(source)) {
    const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"\n]*"/g, "");
    assert.ok(!/Math\s*\.\s*random/.test(text), `${file} uses Math.random: take a Random instead`);
  }
});
