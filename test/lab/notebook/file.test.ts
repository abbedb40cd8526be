import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";
import {notebookFiles} from "../../../src/lab/notebook/file";
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
