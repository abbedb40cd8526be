import assert from "node:assert/strict";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {after, test} from "node:test";
import {sourceVersion} from "../../src/files/source-version";

const root = mkdtempSync(path.join(tmpdir(), "residual-lab-sources-"));
after(() => rmSync(root, {recursive: true}));

const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
  writeFileSync(path.join(root, file), text);
};
const version = (): string => sourceVersion(path.join(root, "src/a/job.ts"), {root});

test("the version follows every file and package that the module reaches, and nothing else", () => {
  write(
    "tsconfig.json",
    '{"compilerOptions": {"baseUrl": ".", "paths": {"residual-lab/*": ["./src/*"]}}}',
  );
  write(
    "src/a/job.ts",
    `import {b} from "../b/b"; import {c} from "residual-lab/c/c"; import type {T} from "./types";
     import some from "some-package/part"; import fs from "node:fs"; import path from "path";
     export const job = async (t: T) => [b, c, some, fs, path, t, (await import("./later")).later];`,
  );
  write("src/b/b.ts", "export const b = 1;");
  write("src/c/c.ts", "export const c = 1;");
  write("src/a/later.ts", "export const later = 1;");
  write("src/a/types.ts", "export type T = number;");
  write("src/a/stranger.ts", "export const stranger = 1;");
  write("node_modules/some-package/package.json", '{"version": "1.0.0"}');
  const first = version();
  assert.equal(version(), first);
  const seen = new Set([first]);
  for (const file of ["src/a/job.ts", "src/b/b.ts", "src/c/c.ts", "src/a/later.ts"]) {
    write(
      file,
      `${file === "src/a/job.ts" ? 'import {b} from "../b/b"; import {c} from "residual-lab/c/c"; import some from "some-package/part"; export const job = async () => [b, c, some, (await import("./later")).later]' : "export const b = 2, c = 2, later = 2"};`,
    );
    seen.add(version());
  }
  write("node_modules/some-package/package.json", '{"version": "1.0.1"}');
  seen.add(version());
  assert.equal(seen.size, 6, "each change is another version");
  const last = version();
  write("src/a/stranger.ts", "export const stranger = 2;");
  write("src/a/types.ts", "export type T = string;");
  assert.equal(version(), last);
});

test("an import that leads nowhere is an error", () => {
  write("src/a/job.ts", 'import {x} from "./nowhere"; export const job = x;');
  assert.throws(version, /nowhere/);
});

test("this project's own sources have a version", () => {
  const own = path.join(__dirname, "../..");
  const file = path.join(own, "src/runs/run-seeds.ts");
  assert.match(sourceVersion(file, {root: own}), /^[0-9a-f]{64}$/);
});
