import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {pathToFileURL} from "node:url";
import {loadCompiled} from "../../src/kernel/compiler/load-compiled";
import {Transpiler} from "../../src/kernel/modules/transpile";
import {root} from "./notebook";

type Bundle = (places: {kept: string; spare: readonly string[]}) => Promise<string>;

const folder = mkdtempSync(path.join(tmpdir(), "caches-"));
after(() => rmSync(folder, {recursive: true, force: true}));

/** A file where a folder is wanted: nobody can write below it, whatever their rights. */
const blocked = path.join(folder, "a-file");
writeFileSync(blocked, "");

const bundledKernel = async () => {
  const maker = pathToFileURL(path.join(root, "src", "kernel", "bundle.mjs")).href;
  return ((await import(maker)) as {bundledKernel: Bundle}).bundledKernel;
};

test("the kernel's first answers wait for nothing large: the host loads Node's own modules and ZeroMQ", async () => {
  const make = await bundledKernel();
  const made = await make({kept: path.join(folder, "kernel"), spare: []});
  const host = readFileSync(path.join(made, "host.js"), "utf8");
  const loaded = [...host.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
  assert.ok(loaded.includes("zeromq"));
  const others = loaded.filter((name) => !name.startsWith("node:") && name !== "zeromq");
  assert.deepEqual(others, []);
});

test("a damaged folder of the kernel is made anew", async () => {
  const make = await bundledKernel();
  const places = {kept: path.join(folder, "kernel"), spare: []};
  const made = await make(places);
  const engine = path.join(made, "engine.js");
  const text = readFileSync(engine, "utf8");
  truncateSync(engine, 100);
  assert.equal(await make(places), made);
  assert.equal(readFileSync(engine, "utf8"), text);
  rmSync(path.join(made, "host.js"));
  await make(places);
  assert.ok(existsSync(path.join(made, "host.js")));
});

test("a kernel that cannot be kept starts from a folder of its own, with the packages in reach", async () => {
  const make = await bundledKernel();
  const made = await make({kept: path.join(blocked, "kernel"), spare: [blocked, folder]});
  assert.ok(made.startsWith(path.join(folder, "typescript-cells-")), made);
  assert.ok(existsSync(path.join(made, "node_modules", "zeromq", "package.json")));
  await assert.rejects(
    make({kept: path.join(blocked, "kernel"), spare: [blocked]}),
    /no place for its 1 MB of translated code .* free some room/,
  );
});

test("a file is translated where its translation cannot be stored, and where it was damaged", () => {
  const text = "export const x: number = 1;";
  const {code} = new Transpiler(path.join(blocked, "modules")).transpile("/x.ts", text);
  assert.match(code, /x = 1/);
  const stored = path.join(folder, "modules");
  new Transpiler(stored).transpile("/x.ts", text);
  const [name] = readdirSync(stored);
  writeFileSync(
    path.join(stored, name),
    readFileSync(path.join(stored, name), "utf8").replace("x = 1", "x = 2"),
  );
  assert.equal(new Transpiler(stored).transpile("/x.ts", text).code, code);
});

test("a damaged compiled form of a script is not believed", () => {
  const script = path.join(folder, "script.js");
  writeFileSync(script, "exports.f = () => 41 + 1;");
  const cache = path.join(folder, "compiled");
  loadCompiled(script, cache).keepCompiled();
  const [stored] = [`script.js-${process.version}-${process.arch}.v8`];
  const file = path.join(cache, stored);
  const whole = readFileSync(file);
  const damaged = Buffer.from(whole);
  damaged[whole.length - 20] ^= 1;
  writeFileSync(file, damaged);
  const again = loadCompiled(script, cache);
  assert.equal((again.exports as {f(): number}).f(), 42);
  again.keepCompiled();
  assert.ok(!readFileSync(file).equals(damaged), "and is stored anew");
});
