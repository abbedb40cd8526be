import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
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
import {tmpdir} from "node:os";
import path from "node:path";
import {after, before, test} from "node:test";
import {startKernel} from "../../src/kernel/client/kernel-client";

const root = path.join(__dirname, "..", "..");
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "installed-")));
const specFolder = path.join(folder, "share", "jupyter", "kernels", "typescript-cells");
after(() => rmSync(folder, {recursive: true, force: true}));

const environment = {
  ...process.env,
  KERNEL_SPEC: specFolder,
  XDG_CACHE_HOME: path.join(root, ".cache"),
  // Under a runner, as here, Node would run no tests and say that all is well.
  NODE_TEST_CONTEXT: undefined,
};

function run(program: string, args: readonly string[], options: object = {}): string {
  const {status, stdout, stderr} = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: environment,
    ...options,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}:\n${stdout}\n${stderr}`);
  return stdout;
}
const cells = (...words: string[]) =>
  run(process.execPath, [
    path.join(folder, "node_modules", "typescript-cells", "cli.mjs"),
    ...words,
  ]);

/** As `npm install` leaves it in an empty folder; what the package depends on is taken from here. */
before(() => {
  const own = process.env["npm_execpath"];
  const [npm, ...first] = own && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ["npm"];
  const sources = path.join(root, "src", "kernel");
  const pack = [...first, "pack", "--ignore-scripts=false", "--pack-destination", folder];
  run(npm, pack, {cwd: sources});
  assert.ok(!existsSync(path.join(sources, "dist")), "what was built to be packed is gone");
  const packages = path.join(folder, "node_modules");
  mkdirSync(packages);
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  run("tar", ["-xzf", tarball]);
  renameSync(path.join(folder, "package"), path.join(packages, "typescript-cells"));
  const manifest = path.join(packages, "typescript-cells", "package.json");
  const {dependencies} = JSON.parse(readFileSync(manifest, "utf8")) as {dependencies: object};
  for (const [name, version] of Object.entries(dependencies)) {
    assert.match(String(version), /^\d+\.\d+\.\d+$/, `${name} is pinned exactly`);
    const place = path.join(packages, name);
    mkdirSync(path.dirname(place), {recursive: true});
    symlinkSync(path.join(root, "node_modules", name), place, "junction");
  }
  cells("install", "--prefix", ".");
});

test("the package names itself to Jupyter, and leaves alone what another kernel has put there", () => {
  assert.match(cells("install", "--prefix", "."), /installed as typescript-cells/, "once more");
  const theirs = path.join(folder, "share", "jupyter", "kernels", "tslab");
  mkdirSync(theirs);
  writeFileSync(path.join(theirs, "kernel.json"), '{"argv": ["tslab", "kernel"]}');
  for (const command of ["install", "uninstall"])
    assert.throws(
      () => cells(command, "--prefix", ".", "--name", "tslab"),
      /another kernel has the name tslab .*--name/,
    );
  assert.match(readFileSync(path.join(theirs, "kernel.json"), "utf8"), /"tslab", "kernel"/);
  assert.throws(() => cells("install", "--name", "../x"), /a kernel's name has letters/);
  assert.throws(() => cells("install", "--user", "--prefix", "."), /exclude each other/);
  assert.throws(() => cells("install", "--nane", "x"), /'--nane'[^]*usage: typescript-cells/);
  assert.throws(() => cells("frobnicate"), /no command frobnicate[^]*usage:/);
  assert.throws(
    () => cells("install", "--prefix", "node_modules/typescript-cells/README.md"),
    /cannot be written \(.*\): choose a folder that is yours/,
  );
  cells("install", "--prefix", ".", "--name", "another");
  assert.match(cells("uninstall", "--prefix", ".", "--name", "another"), /another is gone/);
  assert.throws(() => cells("uninstall", "--prefix", ".", "--name", "another"), /no kernel in/);
});

test("its doctor starts it and runs two cells", () => {
  const told = cells("doctor", "--prefix", ".");
  assert.match(told, /✓ kernel .*ready in \d+ ms\n✓ first cell .*\n✓ next cell /);
});

test("a notebook of another project has its tsconfig.json, its packages and the page", async () => {
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
    writeFileSync(path.join(folder, name), text);
  };
  write(
    "project/tsconfig.json",
    '{"compilerOptions": {"strict": true, "paths": {"@/*": ["./code/*"]}}}',
  );
  write("project/code/scale.ts", "export const scale = (x: number) => 2 * x;");
  write("project/books/node_modules/own/package.json", '{"name": "own", "main": "own.js"}');
  write("project/books/node_modules/own/own.js", "exports.depth = 21;");
  const cwd = path.join(folder, "project", "books");
  const kernel = await startKernel({specFolder, runtimeFolder: folder, cwd});
  try {
    const good = await kernel.execute(
      "import {scale} from '@/scale'; import {depth} from 'own'; import {display} from 'typescript-cells';\n" +
        "display({'text/plain': String(scale(depth))});",
    );
    assert.equal(good.status, "ok", good.traceback.join("\n"));
    assert.deepEqual(good.outputs[0].content["data"], {"text/plain": "42"});
    const wrong = await kernel.execute("const name: string = null; display({'text/plain': 1}, 7)");
    assert.match(wrong.traceback.join("\n"), /'null' is not assignable/);
    assert.match(wrong.traceback.join("\n"), /'7' has no properties|type 'number'|type '7'/);
  } finally {
    await kernel.shutdown();
  }
});

test("what its README shows runs as it stands there", async () => {
  const text = readFileSync(path.join(folder, "node_modules/typescript-cells/README.md"), "utf8");
  const blocks = [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, block]) => block);
  assert.ok(blocks.length >= 3, `${blocks.length} blocks`);
  const kernel = await startKernel({specFolder, runtimeFolder: folder, cwd: folder});
  try {
    for (const block of blocks) {
      const {status, traceback} = await kernel.execute(block);
      assert.equal(status, "ok", `${block}\n${traceback.join("\n")}`);
    }
  } finally {
    await kernel.shutdown();
  }
});

test("the installed package passes the stock suite and what is asked of the wire", () => {
  const files = ["jupyter-kernel-test.test.ts", "rows-wire.test.ts"];
  const loader = require.resolve("tsx");
  const words = ["--import", loader, "--test", "--test-concurrency=1"];
  run(process.execPath, [...words, ...files.map((file) => path.join(__dirname, file))]);
});
