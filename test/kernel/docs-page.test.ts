import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import {root} from "./notebook";

const docs = path.join(root, "docs");

test("the page about the kernel names only files that are there", () => {
  const texts = ["kernel.md", "kernel.svg"].map((name) =>
    readFileSync(path.join(docs, name), "utf8"),
  );
  const named = texts.flatMap((text) => text.match(/[\w/.-]+\.(?:ts|svg)\b/g) ?? []);
  assert.ok(named.length > 20);
  for (const name of named) {
    const folders = ["src/kernel", "test/kernel", "docs", "."];
    const places = folders.map((folder) => path.join(root, folder, name));
    assert.ok(places.some(existsSync), `${name} is not a file of src/kernel, test/kernel or docs`);
  }
});
