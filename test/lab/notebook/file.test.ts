import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import os from "node:os";
import path from "node:path";
import {test} from "node:test";
import {notebookFiles, publishedNotebooks} from "../../../src/lab/notebook/file";
import {fixtureNotebook, fixtures} from "../recorded-kernel";

test("code cells are numbered as they will be counted when run from the top", () => {
  const {name, cells} = fixtureNotebook("failing");
  assert.equal(name, "failing");
  assert.deepEqual(
    cells.map(({kind, number}) => [kind, number]),
    [
      ["markdown", 0],
      ["code", 1],
      ["code", 2],
      ["code", 3],
    ],
  );
  assert.match(cells[2].source, /^const shares = .*\nconsole\.log\(shares\);\n/);
});

test("notebooks of a folder come in reading order, a file stands for itself", () => {
  const names = notebookFiles(fixtures).map((file) => path.basename(file));
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.every((name) => name.endsWith(".ipynb")));
  const file = path.join(fixtures, "failing.ipynb");
  assert.deepEqual(notebookFiles(file), [file]);
});

test("a reader's copies and own notebooks are none of the project's, with git and without", () => {
  const root = mkdtempSync(path.join(os.tmpdir(), "published-"));
  try {
    const folder = path.join(root, "notebooks");
    mkdirSync(path.join(folder, "own"), {recursive: true});
    const names = [
      "05-a-2016.ipynb",
      "05-a-2016-Copy1.ipynb",
      "Untitled.ipynb",
      "06-mine-2020.ipynb",
    ];
    for (const name of [...names, path.join("own", "07-mine-2021.ipynb")])
      writeFileSync(path.join(folder, name), "{}");
    const published = () => publishedNotebooks(root).map((file) => path.relative(folder, file));
    assert.deepEqual(published(), ["05-a-2016.ipynb", "06-mine-2020.ipynb"]);
    execFileSync("git", ["init", "-q"], {cwd: root});
    execFileSync("git", ["add", "notebooks/05-a-2016.ipynb"], {cwd: root});
    assert.deepEqual(published(), ["05-a-2016.ipynb"]);
  } finally {
    rmSync(root, {recursive: true});
  }
});
